"""One server on loopback: the chain of a home for any tool of Ethereum's, its avatars for programs.

`server` binds the port and runs until Ctrl-C, `guards` decides who may come in, `app` says what
answers where. `/rpc` is the chain itself: `protocol` reads JSON-RPC, `nodes` answers it from
several threads, `filters` and `subscriptions` remember what a client wants to hear of. `/api` is
the library by REST: `api` puts together what `avatars`, `genomes`, `pictures`, `verifying`,
`events` and `writing` answer, in the `shapes` of its document. `problems` are refusals, and
`answers` tells them; `readers` and `writer` open the collection, and `bodies` bounds what is sent.
"""
