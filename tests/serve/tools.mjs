// What ethers and viem do with a node, asked by the tests: the URL of `/rpc`, that of its socket, and
// a bytecode to deploy. Prints one JSON object: an answer of each by the name of what was asked.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../javascript/package.json", import.meta.url));
const { ethers } = require("ethers");
const viem = require("viem");
const { privateKeyToAccount } = require("viem/accounts");
const { foundry } = require("viem/chains");

const [library, rpc, socket, bytecode] = process.argv.slice(2);
const KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"; // dev1
const NOBODY = "0x0000000000000000000000000000000000000077";
const told = {};

async function withEthers() {
  // ethers gives the answer to the same question again for 250 ms: the next nonce would be the last.
  const options = { pollingInterval: 50, cacheTimeout: -1 };
  const provider = new ethers.JsonRpcProvider(rpc, undefined, options);
  const heard = new ethers.WebSocketProvider(socket);
  const wallet = new ethers.Wallet(KEY, provider);
  told.network = (await provider.getNetwork()).chainId;
  told.number = (await provider.getBlockNumber()) >= 0;
  told.balance = await provider.getBalance(wallet.address, 0);
  told.fees = (await provider.getFeeData()).gasPrice > 0n;
  told.estimate = await provider.estimateGas({ from: wallet.address, to: NOBODY, value: 1n });
  const block = new Promise((resolve) => heard.once("block", resolve));
  const polled = new Promise((resolve) => provider.once("block", resolve));
  const sent = await wallet.sendTransaction({ to: NOBODY, value: 5n });
  const receipt = await sent.wait();
  told.status = receipt.status;
  told.type = (await provider.getTransaction(sent.hash)).type;
  told.heard = (await block) >= receipt.blockNumber;
  told.polled = (await polled) > 0;
  const abi = [
    "event Heard(address indexed who, uint256 number)",
    "error Refused(uint256 number)",
    "function say(uint256 number)",
    "function last() view returns (uint256)",
  ];
  const contract = await new ethers.ContractFactory(abi, bytecode, wallet).deploy();
  await contract.waitForDeployment();
  const address = await contract.getAddress();
  const listening = new ethers.Contract(address, abi, heard);
  const event = new Promise((resolve) => listening.on("Heard", (who, number) => resolve(number)));
  await new Promise((resolve) => setTimeout(resolve, 300)); // until the subscription stands
  await (await contract.say(7n)).wait();
  told.event = await event;
  told.call = await contract.last();
  told.logs = (await contract.queryFilter("Heard")).length;
  told.refused = await contract.say.staticCall(13n).catch((error) => error.revert.args[0]);
  told.words = await contract.say.staticCall(14n).catch((error) => error.reason);
  told.storage = await provider.getStorage(address, 0);
  told.code = (await provider.getCode(address)).length > 2;
  told.full = (await provider.getBlock("latest", true)).prefetchedTransactions.length;
  told.nonce = await provider.getTransactionCount(wallet.address);
  told.send = await provider.send("eth_getBlockReceipts", ["latest"]).then((all) => all.length);
  await listening.removeAllListeners();
  provider.destroy();
  await heard.destroy();
}

async function withViem() {
  const account = privateKeyToAccount(KEY);
  const transport = viem.http(rpc, { batch: true });
  const client = viem.createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
  const wallet = viem.createWalletClient({ chain: foundry, transport, account });
  const heard = viem.createPublicClient({ chain: foundry, transport: viem.webSocket(socket) });
  told.network = await client.getChainId();
  told.number = (await client.getBlockNumber()) >= 0n;
  told.balance = await client.getBalance({ address: account.address, blockNumber: 0n });
  told.fees = (await client.estimateFeesPerGas()).maxFeePerGas > 0n;
  told.estimate = await client.estimateGas({ account, to: NOBODY, value: 1n });
  const block = new Promise((resolve) => heard.watchBlockNumber({ onBlockNumber: resolve }));
  const polled = new Promise((resolve) => client.watchBlockNumber({ onBlockNumber: resolve }));
  const hash = await wallet.sendTransaction({ to: NOBODY, value: 5n });
  const receipt = await client.waitForTransactionReceipt({ hash });
  told.status = receipt.status;
  told.type = (await client.getTransaction({ hash })).type;
  told.heard = (await block) >= 0n;
  told.polled = (await polled) >= 0n;
  const abi = viem.parseAbi([
    "event Heard(address indexed who, uint256 number)",
    "error Refused(uint256 number)",
    "function say(uint256 number)",
    "function last() view returns (uint256)",
  ]);
  const made = await wallet.deployContract({ abi, bytecode });
  const { contractAddress: address } = await client.waitForTransactionReceipt({ hash: made });
  const event = new Promise((resolve) =>
    heard.watchContractEvent({ address, abi, onLogs: (logs) => resolve(logs[0].args.number) }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300)); // until the subscription stands
  const said = await wallet.writeContract({ address, abi, functionName: "say", args: [7n] });
  await client.waitForTransactionReceipt({ hash: said });
  told.event = await event;
  const filter = await client.createContractEventFilter({ address, abi, fromBlock: 0n });
  told.call = await client.readContract({ address, abi, functionName: "last" });
  told.logs = (await client.getFilterLogs({ filter })).length;
  const asked = (number) =>
    client.simulateContract({ account, address, abi, functionName: "say", args: [number] });
  told.refused = await asked(13n).catch((error) => error.cause.data.args[0]);
  told.words = await asked(14n).catch((error) => error.cause.reason);
  told.storage = await client.getStorageAt({ address, slot: "0x0" });
  told.code = (await client.getCode({ address })).length > 2;
  told.full = (await client.getBlock({ includeTransactions: true })).transactions.length;
  told.nonce = await client.getTransactionCount({ address: account.address });
  told.history = (await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [50] })).reward
    .length;
  told.proof = (await client.getProof({ address, storageKeys: ["0x0"] })).storageProof[0].value;
  const suppose = [{ address, stateDiff: [{ slot: viem.pad("0x0"), value: viem.pad("0x2a") }] }];
  told.supposed = await client.readContract({
    address,
    abi,
    functionName: "last",
    stateOverride: suppose,
  });
}

await (library === "ethers" ? withEthers() : withViem());
console.log(JSON.stringify(told, (_, value) => (typeof value === "bigint" ? `${value}` : value)));
process.exit(0);
