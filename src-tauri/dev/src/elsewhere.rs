//! `cargo verify --windows` and `--mac`: what a Debian machine can prove of the other systems. Windows: the whole program
//! is built and linked, and the tests of the core and of the window's own side run under Wine. macOS: everything is checked
//! by the compiler, C included; nothing runs.

use crate::machine;
use crate::run::{self, Stop, asked, cargo, shown};
use crate::ui;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Windows, as Rust's tools call it. The GNU one links without anything of Microsoft's.
const WINDOWS: &str = "x86_64-pc-windows-gnu";
/// macOS on Apple's own processors.
const MAC: &str = "aarch64-apple-darwin";

/// Debian's names of what links for Windows and runs it.
const FOR_WINDOWS: &[&str] = &["gcc-mingw-w64-x86-64", "g++-mingw-w64-x86-64", "wine64"];
/// … of what brings Zig, whose C compiler knows macOS.
const FOR_MAC: &[&str] = &["python3-venv"];
/// … and of a Rust that can build its own library for another system, where rustup cannot bring it.
const DEBIANS_RUST: &[&str] = &["rust-web-src", "rustc-web", "cargo-web"];

/// Zig's version, from the Python registry (MIT).
const ZIG: &str = "ziglang==0.17.1";

/// A cargo that builds for another system.
struct Elsewhere {
    target: &'static str,
    /// By Debian's cargo, which builds the standard library too; otherwise by ours, with the library that rustup brought.
    debians: bool,
}

impl Elsewhere {
    /// By rustup, or by Debian's own packages.
    fn at(target: &'static str) -> Result<Self, Stop> {
        let by_rustup = asked("rustup", &["target", "add", target]).is_some();
        if !by_rustup {
            machine::installed(DEBIANS_RUST)?;
        }
        Ok(Self { target, debians: !by_rustup })
    }

    /// `cargo VERB`, built into a folder of its own.
    fn cargo(&self, verb: &str) -> Command {
        let mut command = if self.debians { Command::new("/usr/bin/cargo") } else { cargo() };
        command.current_dir(run::root()).args([verb, "--quiet", "--target", self.target]).env("CARGO_TARGET_DIR", folder());
        if self.debians {
            command.args(["-Z", "build-std=std,panic_unwind"]).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
        }
        // Each system's own build is large, and never built upon.
        command.env("CARGO_INCREMENTAL", "0");
        command
    }
}

/// Where other systems' builds go.
fn folder() -> PathBuf {
    run::target().join("elsewhere")
}

/// Builds and links the whole program for Windows, and runs tests under Wine.
///
/// # Errors
/// When a tool is missing, it does not build, or a test fails.
pub fn windows() -> Result<(), Stop> {
    only_on_debian("--windows")?;
    machine::installed(FOR_WINDOWS)?;
    let there = Elsewhere::at(WINDOWS)?;
    ui::packages()?;
    ui::build()?;
    let for_windows = |verb: &str| {
        let mut command = there.cargo(verb);
        command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc");
        command
    };
    println!("── the whole program builds and links");
    let todo = "The lines above name what Windows lacks: put it behind `cfg`, or do it as Windows needs it.";
    shown(for_windows("build").args(["-p", "rightful", "-p", "rightful-cli"]), todo)?;
    let exe = folder().join(WINDOWS).join("debug/rightful.exe");
    let bytes = std::fs::metadata(&exe).map_err(|error| Stop::new(format!("There is no rightful.exe: {error}."), todo))?.len();
    println!("   rightful.exe: {} MB", bytes / 1_000_000);

    println!("── tests of the core, the lensmeter, the command line and the window’s own side, under Wine");
    let wine = Wine::ready()?;
    let mut tests = for_windows("test");
    tests.args(["-p", "rightful-core", "-p", "rightful-lensmeter", "-p", "rightful-cli", "-p", "rightful", "--lib", "--bins"]);
    tests.arg("--no-fail-fast").env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", &wine.runner);
    shown(&mut tests, "Run the failing test alone; on Windows itself, if Wine is to blame.")
}

/// Everything through the compiler for macOS.
///
/// # Errors
/// When a tool is missing or something does not check.
pub fn mac() -> Result<(), Stop> {
    only_on_debian("--mac")?;
    machine::installed(FOR_MAC)?;
    let there = Elsewhere::at(MAC)?;
    ui::packages()?;
    ui::build()?;
    let zig = zig()?;
    println!("── everything is checked for macOS, tests included");
    let mut check = there.cargo("check");
    check
        .args(["-p", "rightful", "-p", "rightful-cli", "-p", "rightful-core", "--lib", "--bins", "--tests"])
        .env("CC_aarch64_apple_darwin", zig.join("cc"))
        .env("AR_aarch64_apple_darwin", zig.join("ar"))
        .env("RANLIB_aarch64_apple_darwin", zig.join("ranlib"))
        // There is no Xcode to ask for its folder, and nothing is linked.
        .env("SDKROOT", &zig)
        .env("LIBSQLITE3_FLAGS", "-DSQLCIPHER_OMIT_LOG_DEVICE");
    shown(&mut check, "The lines above name what macOS lacks: put it behind `cfg`, or do it as macOS needs it.")
}

fn only_on_debian(what: &str) -> Result<(), Stop> {
    if cfg!(target_os = "linux") && asked("dpkg-query", &["--version"]).is_some() {
        return Ok(());
    }
    Err(Stop::new(
        format!("`cargo verify {what}` runs on Debian and Ubuntu."),
        "On Windows or a Mac itself run `cargo verify`, which is more than this.",
    ))
}

/// Wine, with a home of its own.
struct Wine {
    /// A script that starts a program in it.
    runner: PathBuf,
}

impl Wine {
    fn ready() -> Result<Self, Stop> {
        let (home, shim) = (folder().join("wine"), folder().join("wine-shim"));
        make(&home)?;
        make(&shim)?;
        // Wine 8 lacks this library; its one function is an older one under a new name.
        let source = shim.join("prng.c");
        let code = "#include <windows.h>\n#include <stddef.h>\nBOOLEAN NTAPI SystemFunction036(PVOID, ULONG);\n\
                    __declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }\n";
        write(&source, code)?;
        let library = shim.join("bcryptprimitives.dll");
        let mut compile = Command::new("x86_64-w64-mingw32-gcc");
        compile.arg("-shared").arg("-o").arg(&library).arg(&source).arg("-ladvapi32");
        shown(&mut compile, "The C compiler for Windows did not work: `sudo apt-get install --reinstall gcc-mingw-w64-x86-64`.")?;
        let runner = shim.join("run");
        // Beside it, the web view's loader lies where the program was built.
        let path = format!("{};{}", shim.display(), folder().join(WINDOWS).join("debug").display());
        let script = format!("#!/bin/sh\nexport WINEPREFIX='{}' WINEDEBUG=-all WINEPATH='{path}'\nexec wine \"$@\"\n", home.display());
        write(&runner, &script)?;
        executable(&runner)?;
        Ok(Self { runner })
    }
}

/// Zig's C compiler and archiver under the names that C builds ask for, without the words that it does not know. Of
/// Objective-C nothing is compiled: Apple's frameworks are only on a Mac.
fn zig() -> Result<PathBuf, Stop> {
    let zig = folder().join("zig");
    make(&zig)?;
    let python = zig.join("venv/bin/python");
    let todo = "It comes from the Python registry: look at the network, then try again.";
    if !python.exists() {
        shown(
            Command::new("python3").args(["-m", "venv"]).arg(zig.join("venv")),
            "Run `sudo apt-get install python3-venv`, then try again.",
        )?;
    }
    if asked(&python.to_string_lossy(), &["-m", "ziglang", "version"]).is_none() {
        shown(Command::new(&python).args(["-m", "pip", "install", "--quiet", ZIG]), todo)?;
    }
    let cc = format!(
        "#!/bin/bash\nargs=()\nskip=\nfor word in \"$@\"; do\n  if [ -n \"$skip\" ]; then skip=; continue; fi\n  case \"$word\" in\n    \
         --target=*|-mmacosx-version-min=*) ;;\n    -arch|-isysroot|-target) skip=1 ;;\n    *.m) args+=(-x c /dev/null) ;;\n    *) args+=(\"$word\") ;;\n  esac\ndone\n\
         exec '{}' -m ziglang cc -target aarch64-macos \"${{args[@]}}\"\n",
        python.display()
    );
    write(&zig.join("cc"), &cc)?;
    for tool in ["ar", "ranlib"] {
        write(&zig.join(tool), &format!("#!/bin/sh\nexec '{}' -m ziglang {tool} \"$@\"\n", python.display()))?;
    }
    for tool in ["cc", "ar", "ranlib"] {
        executable(&zig.join(tool))?;
    }
    Ok(zig)
}

fn make(folder: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(folder).map_err(|error| no_room(folder, &error))
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    std::fs::write(path, text).map_err(|error| no_room(path, &error))
}

fn executable(path: &Path) -> Result<(), Stop> {
    shown(Command::new("chmod").arg("+x").arg(path), "Nothing in the build folder can be made to run: is it on a disk that forbids it?")
}

fn no_room(path: &Path, error: &std::io::Error) -> Stop {
    Stop::new(format!("{} could not be written: {error}.", path.display()), "Make room on the disk, then try again.")
}
