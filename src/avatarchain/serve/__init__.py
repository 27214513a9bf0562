"""One server on loopback: the chain of a home for tools and programs, and the studio for people.

`server` binds the port and runs until Ctrl-C, `guards` decides who may come in, `app` says what
answers where. `/rpc` is the chain itself: `protocol` reads JSON-RPC, `nodes` answers it from
several threads, `filters` and `subscriptions` remember what a client wants to hear of. `/api` is
the library by REST: `api` puts together what `avatars`, `genomes`, `pictures`, `verifying`,
`events`, `writing`, `rolls`, `blocks` and `moving` answer, in the `shapes` of its document; the
page at `/`, `studio`, uses them. `problems` are refusals, and `answers` tells them; `readers` and
`writer` open the collection, and `bodies` bounds what is sent.
"""
