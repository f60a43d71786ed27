//! The real desk behind a loopback server, so that the page can be tried in any browser. Never shipped.
//!
//! `host --home DIR --ui ui/dist-e2e --now 2026-11-20T10:30:00-05:00 [--practice] [--with-parent]`
//!
//! The first line on standard output is the port. The clock stands still until `POST /clock` moves it.
//! With `--with-parent` the host ends when its standard input closes, so that no test leaves one behind.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use rightful_core::clock::{LoadedDice, SetClock};
use rightful_core::desk::{Answer, Call, Desk, Progress};
use rightful_core::records::lensmeter::{CameBy, LensmeterChoice, Standing};
use rightful_core::store::keychain::MemoryKeychain;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// What the command line said.
#[derive(Default)]
struct Start {
    home: PathBuf,
    ui: PathBuf,
    now: String,
    practice: bool,
    with_parent: bool,
}

#[derive(Clone)]
struct Host {
    desk: Arc<Mutex<Desk>>,
    progress: Arc<Progress>,
    clock: SetClock,
    changed: broadcast::Sender<Vec<String>>,
    /// What the next folder dialog answers.
    folder: Arc<Mutex<Option<PathBuf>>>,
    /// The meter's end of a cable that a test has plugged in.
    meter: Arc<Mutex<Option<meter::Cable>>>,
    ui: PathBuf,
    /// The product's own policy, but for the way to the core.
    policy: String,
}

impl Host {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn main() -> Result<(), String> {
    let start = start()?;
    let clock = SetClock::from_rfc3339(&start.now).map_err(|error| format!("--now {}: {error}", start.now))?;
    std::fs::create_dir_all(&start.home).map_err(|error| format!("--home: {error}"))?;
    if !start.ui.join("index.html").is_file() {
        return Err(format!("--ui {}: no index.html there. Build it: npm run build:e2e in ui/", start.ui.display()));
    }
    let mut desk =
        Desk::closed(start.home, Box::new(clock.clone()), Box::new(LoadedDice(11))).with_keychain(Box::new(MemoryKeychain::default()));
    if start.practice {
        desk.answer(Call { name: "open_practice".into(), request: json!({}), request_id: None }).done()?;
    }
    let host = Host {
        progress: desk.progress(),
        desk: Arc::new(Mutex::new(desk)),
        clock,
        changed: broadcast::channel(16).0,
        folder: Arc::default(),
        meter: Arc::default(),
        ui: start.ui,
        policy: policy()?,
    };
    if start.with_parent {
        std::thread::spawn(|| {
            let _until_closed = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            std::process::exit(0);
        });
    }
    rightful_lensmeter::listen(Arc::new(host.clone()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(serve(host)).map_err(|error| error.to_string())
}

fn start() -> Result<Start, String> {
    let mut start = Start { now: rightful_tests::MORNING.to_owned(), ..Start::default() };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--home" => start.home = value()?.into(),
            "--ui" => start.ui = value()?.into(),
            "--now" => start.now = value()?,
            "--practice" => start.practice = true,
            "--with-parent" => start.with_parent = true,
            _ => return Err(format!("unknown: {arg}")),
        }
    }
    if start.home.as_os_str().is_empty() || start.ui.as_os_str().is_empty() {
        return Err("both --home DIR and --ui DIR are needed".into());
    }
    Ok(start)
}

/// The policy of the shipped window, with this server in the place of the window's own way to the core.
fn policy() -> Result<String, String> {
    let conf: Value = serde_json::from_str(include_str!("../../src-tauri/tauri.conf.json")).map_err(|error| error.to_string())?;
    let policy = conf.pointer("/app/security/csp").and_then(Value::as_str).ok_or("no policy in tauri.conf.json")?;
    let own = "connect-src ipc: http://ipc.localhost";
    if !policy.contains(own) {
        return Err(format!("the policy in tauri.conf.json no longer says `{own}`: tell tests/host what it says now"));
    }
    Ok(policy.replace(own, "connect-src 'self'"))
}

async fn serve(host: Host) -> std::io::Result<()> {
    let app = Router::new()
        .route("/call", post(call))
        .route("/changed", get(changed))
        .route("/file", post(hold_file))
        .route("/progress", get(progress).delete(cancel))
        .route("/clock", post(move_clock))
        .route("/folder", post(pick_folder))
        .route("/folder-dialog", post(folder_dialog))
        .route("/ports", get(ports))
        .route("/meter", post(plug_in).put(send_from_meter).delete(pull_out))
        .fallback(page)
        .layer(DefaultBodyLimit::max(256 * 1024 * 1024))
        .with_state(host);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, app).await
}

async fn call(State(host): State<Host>, Json(call): Json<Call>) -> Response {
    // As in the window: off the threads that serve, so that progress is told while an import runs.
    let answer = tokio::task::spawn_blocking(move || {
        let mut desk = host.desk();
        let answer = desk.answer(call);
        for fault in desk.take_faults() {
            eprintln!("fault {fault}");
        }
        answer
    })
    .await;
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The event that the window gets as `changed`.
async fn changed(State(host): State<Host>) -> impl IntoResponse {
    let mut heard = host.changed.subscribe();
    let (send, receive) = tokio::sync::mpsc::channel::<Result<Event, Infallible>>(16);
    tokio::spawn(async move {
        while let Ok(topics) = heard.recv().await {
            let told = Event::default().event("changed").data(json!({ "topics": topics }).to_string());
            if send.send(Ok(told)).await.is_err() {
                break;
            }
        }
    });
    Sse::new(Received(receive)).keep_alive(KeepAlive::default())
}

/// A channel's receiver as the stream that axum sends.
struct Received(tokio::sync::mpsc::Receiver<Result<Event, Infallible>>);

impl futures_core::Stream for Received {
    type Item = Result<Event, Infallible>;
    fn poll_next(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Stands for the window's open dialog.
async fn hold_file(State(host): State<Host>, Query(Named { name }): Query<Named>, bytes: Bytes) -> Response {
    let size = bytes.len();
    let token = host.desk().hold_file(name.clone(), bytes.to_vec());
    Json(Answer::Done(json!({ "token": token, "name": name, "bytes": size }))).into_response()
}

/// What the next folder dialog answers.
async fn folder_dialog(State(host): State<Host>, Json(Named { name }): Json<Named>) {
    *host.folder.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.into());
}

/// Stands for the window's folder dialog.
async fn pick_folder(State(host): State<Host>) -> Json<Answer> {
    let picked = host.folder.lock().unwrap_or_else(PoisonError::into_inner).take();
    Json(Answer::Done(picked.map_or(Value::Null, |folder| json!({ "token": host.desk().hold_folder(folder) }))))
}

/// As the window's, and the cable that a test has plugged in.
async fn ports(State(host): State<Host>) -> Json<Vec<String>> {
    let mut ports = rightful_lensmeter::ports();
    ports.extend(host.meter.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|cable| cable.name.clone()));
    Json(ports)
}

/// Plugs a lensmeter in; answers the port's name.
async fn plug_in(State(host): State<Host>) -> Response {
    match meter::Cable::new() {
        Ok(cable) => {
            let name = cable.name.clone();
            *host.meter.lock().unwrap_or_else(PoisonError::into_inner) = Some(cable);
            Json(name).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The lensmeter sends this.
async fn send_from_meter(State(host): State<Host>, bytes: Bytes) -> StatusCode {
    match host.meter.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|cable| cable.send(&bytes)) {
        Some(Ok(())) => StatusCode::NO_CONTENT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Pulls its cable.
async fn pull_out(State(host): State<Host>) {
    *host.meter.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

impl rightful_lensmeter::Ear for Host {
    fn chosen(&self) -> Option<LensmeterChoice> {
        self.desk.try_lock().ok().map(|desk| desk.lensmeter().choice.clone())
    }

    fn heard(&self, way: CameBy, bytes: Vec<u8>) {
        self.desk().hear(way, bytes);
        let _listeners = self.changed.send(vec!["lensmeter".to_owned()]);
    }

    fn stands(&self, way: CameBy, standing: Standing) {
        if self.desk().lensmeter_stands(way, standing) {
            let _listeners = self.changed.send(vec!["lensmeter".to_owned()]);
        }
    }
}

/// A lensmeter's cable: a pair of pseudo-terminals.
#[cfg(target_os = "linux")]
mod meter {
    use serial2::SerialPort;
    use std::io;
    use std::os::fd::AsRawFd;

    pub struct Cable {
        pub name: String,
        meter: SerialPort,
        /// Holds the line while nobody listens, as a plug does.
        _line: SerialPort,
    }

    impl Cable {
        pub fn new() -> io::Result<Self> {
            let (meter, line) = SerialPort::pair()?;
            let name = std::fs::read_link(format!("/proc/self/fd/{}", line.as_raw_fd()))?.to_string_lossy().into_owned();
            Ok(Self { name, meter, _line: line })
        }

        pub fn send(&self, bytes: &[u8]) -> io::Result<()> {
            self.meter.write_all(bytes)
        }
    }
}

/// Only Linux has pairs of ports without a cable.
#[cfg(not(target_os = "linux"))]
mod meter {
    use std::io;

    pub struct Cable {
        pub name: String,
    }

    impl Cable {
        pub fn new() -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub fn send(&self, _: &[u8]) -> io::Result<()> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }
}

async fn progress(State(host): State<Host>) -> Response {
    Json(json!({
        "done": host.progress.done.load(Ordering::Relaxed),
        "total": host.progress.total.load(Ordering::Relaxed),
    }))
    .into_response()
}

async fn cancel(State(host): State<Host>) {
    host.progress.cancel.store(true, Ordering::Relaxed);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_ms: i64,
}

/// Moves the clock, then does what the window's clockwork does each second.
async fn move_clock(State(host): State<Host>, Json(Advance { advance_ms }): Json<Advance>) {
    host.clock.advance_ms(advance_ms);
    let topics = host.desk().tick();
    // Time itself changes what a queue says; nobody listening is fine.
    let topics = if topics.is_empty() { vec!["time".to_owned()] } else { topics };
    let _listeners = host.changed.send(topics);
}

/// The page, under the product's policy.
async fn page(State(host): State<Host>, uri: Uri) -> Response {
    let asked = Path::new(uri.path().trim_start_matches('/'));
    if asked.components().any(|part| !matches!(part, Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let file = if asked.as_os_str().is_empty() { host.ui.join("index.html") } else { host.ui.join(asked) };
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, host.policy.as_str())], Body::from(bytes)).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
