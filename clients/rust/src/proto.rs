//! What is generated from the API.

#![allow(dead_code, missing_docs, clippy::all, clippy::pedantic, rustdoc::all)]

include!("../gen/lyceum.v1.rs");

/// Details of statuses.
pub mod rpc {
    include!("../gen/google.rpc.rs");
}
