//! A plug-in of protoc and buf: reads descriptors from standard input and writes the client code that tonic and prost make of them, so
//! that no protoc is needed.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};

use prost::Message;
use prost_types::FileDescriptorSet;
use prost_types::compiler::code_generator_response::{Feature, File};
use prost_types::compiler::{CodeGeneratorRequest, CodeGeneratorResponse};

fn main() -> Result<(), Box<dyn Error>> {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    let response = match generate(CodeGeneratorRequest::decode(input.as_slice())?) {
        Ok(file) => CodeGeneratorResponse {
            file,
            supported_features: Some(Feature::Proto3Optional as u64),
            ..Default::default()
        },
        Err(error) => CodeGeneratorResponse {
            error: Some(error.to_string()),
            ..Default::default()
        },
    };
    std::io::stdout().write_all(&response.encode_to_vec())?;
    Ok(())
}

fn generate(request: CodeGeneratorRequest) -> Result<Vec<File>, Box<dyn Error>> {
    let out = tempfile::tempdir()?;
    tonic_prost_build::configure()
        .build_server(false)
        // Its own `connect` would stand beside the RPC of that name.
        .build_transport(false)
        .bytes(".")
        .out_dir(out.path())
        .compile_fds(FileDescriptorSet {
            file: request.proto_file,
        })?;
    let mut files = Vec::new();
    for entry in fs::read_dir(out.path())? {
        let path = entry?.path();
        let name = path
            .file_name()
            .ok_or("a file without a name")?
            .to_string_lossy()
            .into_owned();
        // The well-known types are those of prost-types.
        if name != "google.protobuf.rs" {
            files.push(File {
                name: Some(name),
                content: Some(fs::read_to_string(&path)?),
                ..Default::default()
            });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}
