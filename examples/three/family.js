// Models of avatarchain side by side: the family that family.py writes into the folder models/, or
// those that ?models=a.glb,b.vrm names.
// Busts play `idle` and, when they are clicked, `happy`; whole figures look at the pointer.
import * as THREE from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { VRMLoaderPlugin } from "@pixiv/three-vrm";

const family = "mother.glb,father.glb,daughter.glb,son.glb";
const names = (new URLSearchParams(location.search).get("models") ?? family).split(",");
const renderer = new THREE.WebGLRenderer({ antialias: true });
document.body.append(renderer.domElement);

const scene = new THREE.Scene();
scene.background = new THREE.Color(0xf4f1ea);
scene.add(new THREE.AmbientLight(0xffffff, 1.6));
const sun = new THREE.DirectionalLight(0xffffff, 1.8);
sun.position.set(-1, 2, 3);
scene.add(sun);
const camera = new THREE.PerspectiveCamera(25, 1, 0.05, 50);
const target = new THREE.Object3D();
scene.add(target);

const loader = new GLTFLoader();
loader.register((parser) => new VRMLoaderPlugin(parser));

async function character(name, number) {
  const gltf = await loader.loadAsync(`models/${name}`);
  const { vrm } = gltf.userData;
  const root = vrm ? vrm.scene : gltf.scene;
  root.position.x = (number - (names.length - 1) / 2) * 0.65;
  scene.add(root);
  if (vrm) {
    vrm.lookAt.target = target;
    vrm.humanoid.getNormalizedBoneNode("leftUpperArm").rotation.z = -1.1;
    vrm.humanoid.getNormalizedBoneNode("rightUpperArm").rotation.z = 1.1;
    return { root, update: (seconds) => vrm.update(seconds), click: () => {} };
  }
  const mixer = new THREE.AnimationMixer(root);
  const [idle, happy] = ["idle", "happy"].map((clip) =>
    mixer.clipAction(THREE.AnimationClip.findByName(gltf.animations, clip)),
  );
  idle.play();
  happy.loop = THREE.LoopOnce;
  const click = () => {
    idle.stop();
    happy.reset().play();
  };
  mixer.addEventListener("finished", () => idle.reset().play());
  return { root, update: (seconds) => mixer.update(seconds), click };
}

const characters = await Promise.all(names.map(character));

function pointed(event) {
  const x = (event.clientX / innerWidth) * 2 - 1;
  const y = 1 - (event.clientY / innerHeight) * 2;
  target.position.set(x, 0.35 + y * 0.6, 1);
  return new THREE.Vector2(x, y);
}

addEventListener("pointermove", pointed);
addEventListener("click", (event) => {
  const ray = new THREE.Raycaster();
  ray.setFromCamera(pointed(event), camera);
  for (const { root, click } of characters) {
    if (ray.intersectObject(root, true).length) click();
  }
});

let before = performance.now();
renderer.setAnimationLoop((now) => {
  const seconds = Math.max(0, now - before) / 1000;
  before = now;
  for (const { update } of characters) update(seconds);
  const aspect = innerWidth / innerHeight;
  renderer.setSize(innerWidth, innerHeight, false);
  camera.aspect = aspect;
  const wide = names.length * 0.65;
  camera.position.set(0, 0.45, Math.max(2, wide / aspect / 0.44, 2.1));
  camera.lookAt(0, 0.3, 0);
  camera.updateProjectionMatrix();
  renderer.render(scene, camera);
  document.body.dataset.ready = characters.length;
});
