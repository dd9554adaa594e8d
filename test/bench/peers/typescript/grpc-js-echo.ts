// A bare grpc-js unary echo, its server in a process of its own.
import { Echo } from "../../floors/echo.ts";
import { versionOf } from "../../report/machine.ts";
import { serveLoads } from "./serve-loads.ts";

await using echo = await Echo.start();
await serveLoads((options) => echo.load(100, options), { "@grpc/grpc-js": versionOf("node_modules/@grpc/grpc-js/package.json") });
