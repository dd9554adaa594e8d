use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;

use lyceum::{Client, Options};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{PATIENCE, soon};

const TOKEN: &str = "a-token-of-tests-that-is-long-enough";

/// A server of Lyceum in a process of its own, with the kind `interop`.
pub struct Server {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl Server {
    /// A place for a server that is not started.
    pub fn prepare() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).expect("a folder can be made");
        std::fs::write(data.join("token"), TOKEN).expect("the token can be written");
        let host = env!("CARGO_BIN_EXE_lyceum-interop");
        let catalogue =
            format!("kinds:\n  interop:\n    argv: [{host:?}, host]\n    lineage: [Interop]\n    doc: Interop\n");
        let agents = folder.path().join("agents");
        std::fs::create_dir(&agents).expect("a folder can be made");
        std::fs::write(agents.join("catalogue.yaml"), catalogue).expect("the catalogue can be written");
        Self {
            folder,
            port: free_port(),
            process: None,
        }
    }

    /// A server that answers.
    pub async fn start() -> Self {
        let mut server = Self::prepare();
        server.run();
        server.client(server.options()).await.close().await;
        server
    }

    /// Starts its process.
    pub fn run(&mut self) {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = self.folder.path();
        let process = Command::new(root.join("node_modules/.bin/node"))
            .arg(root.join("src/main.ts"))
            .args(["serve", "--web", "off", "--log", "error", "--grace", "3s"])
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(path.join("data"))
            .arg("--agents")
            .arg(path.join("agents"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        self.process = Some(process.expect("the server can be started: run `npm ci` in the repository first"));
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            terminate(&process).await;
            soon(process.wait()).await.expect("it has a status");
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn options(&self) -> Options {
        options(self.port)
    }

    /// A client of it, once it answers.
    pub async fn client(&self, options: Options) -> Client {
        Client::connect(options.timeout(PATIENCE))
            .await
            .expect("the server answers")
    }
}

/// Options for a port that leads to a server.
pub fn options(port: u16) -> Options {
    Options::new().url(format!("http://127.0.0.1:{port}")).token(TOKEN)
}

/// Sends SIGTERM.
pub async fn terminate(process: &Child) {
    let pid = process.id().expect("it runs").to_string();
    Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await
        .expect("a signal can be sent");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}
