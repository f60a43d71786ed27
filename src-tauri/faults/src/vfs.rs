//! Between SQLite and the machine's disk: everything is passed on, unless a [`crate::Disk`] says otherwise.

use crate::{Shared, Touch};
use rusqlite::ffi;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// What SQLite gives us room for: its own part first, then ours, then (behind it) the machine's file.
#[repr(C)]
struct Ours {
    base: ffi::sqlite3_file,
    /// From `Box::into_raw`; null where nobody watches this file.
    watched: *mut Watched,
}

struct Watched {
    disk: Shared,
    name: String,
}

/// Puts us before SQLite's default disk, once for the process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's default VFS is static once initialized. Ours is a copy of it that is never freed, with our
        // own open and delete and room for our part of a file; it is registered before SQLite can ask for it.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK, "SQLite starts");
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null(), "SQLite has a disk");
            let mut ours = *real;
            ours.zName = c"rightful-faults".as_ptr();
            ours.pNext = std::ptr::null_mut();
            ours.szOsFile += c_int::try_from(size_of::<Ours>()).unwrap_or_default();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            // The other functions are the machine's own. They get our VFS instead of theirs; of it they read only
            // `pAppData` and `mxPathname`, which are copied.
            assert_eq!(ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1), ffi::SQLITE_OK, "our disk is known");
            REAL.store(real, std::sync::atomic::Ordering::Release);
        }
    });
}

static REAL: std::sync::atomic::AtomicPtr<ffi::sqlite3_vfs> = std::sync::atomic::AtomicPtr::new(std::ptr::null_mut());

fn real_vfs() -> *mut ffi::sqlite3_vfs {
    REAL.load(std::sync::atomic::Ordering::Acquire)
}

/// The machine's file behind ours.
///
/// # Safety
/// `file` was given to [`open`] by SQLite.
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` made room for both, ours first; what SQLite gives is aligned to 8 and ours is a multiple of that.
    unsafe { file.cast::<Ours>().add(1).cast() }
}

/// Who watches this file.
///
/// # Safety
/// As [`real`].
unsafe fn watched<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Watched> {
    // SAFETY: set by `open`, freed by `close` alone.
    unsafe { (*file.cast::<Ours>()).watched.as_ref() }
}

/// A function of the machine's own file; an error where it has none.
macro_rules! pass {
    ($file:expr, $method:ident $(, $arg:expr)*) => {{
        // SAFETY: SQLite calls us only for files that `open` opened, with what the same function of the machine's takes.
        unsafe {
            let real = real($file);
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $arg)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end with a zero and outlive the call.
    let name = unsafe { CStr::from_ptr(name) };
    Some(Path::new(name.to_str().ok()?).to_owned())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let ours = file.cast::<Ours>();
    // SAFETY: SQLite gives `szOsFile` bytes. A file without methods is not closed by SQLite.
    unsafe {
        (*ours).base.pMethods = std::ptr::null();
        (*ours).watched = std::ptr::null_mut();
    }
    let path = path_of(name);
    let disk = path.as_deref().and_then(Shared::of);
    if let Some(code) = disk.as_ref().and_then(|disk| disk.touch(Touch::Open)) {
        return code;
    }
    // SAFETY: the machine's own open, with its own VFS and the room behind ours.
    let code = unsafe {
        let real = real(file);
        (*real).pMethods = std::ptr::null();
        let vfs = real_vfs();
        let code = (*vfs).xOpen.map_or(ffi::SQLITE_CANTOPEN, |open| open(vfs, name, real, flags, out));
        if code != ffi::SQLITE_OK {
            if let Some(close) = (*real).pMethods.as_ref().and_then(|methods| methods.xClose) {
                close(real);
            }
            return code;
        }
        code
    };
    if let (Some(path), Some(disk)) = (path, disk) {
        let name = name_of(&path);
        disk.power(|power| power.opened(&name));
        // SAFETY: as above; `close` frees it.
        unsafe { (*ours).watched = Box::into_raw(Box::new(Watched { disk, name })) };
    }
    // SAFETY: as above.
    unsafe { (*ours).base.pMethods = &raw const METHODS };
    code
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let path = path_of(name);
    let disk = path.as_deref().and_then(Shared::of);
    if let Some(code) = disk.as_ref().and_then(|disk| disk.touch(Touch::Delete)) {
        return code;
    }
    let vfs = real_vfs();
    // SAFETY: the machine's own delete, with its own VFS.
    let code = unsafe { (*vfs).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(vfs, name, sync_folder)) };
    if let (Some(path), Some(disk), ffi::SQLITE_OK) = (path, disk, code) {
        disk.power(|power| power.deleted(&name_of(&path), sync_folder != 0));
    }
    code
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = pass!(file, xClose);
    let ours = file.cast::<Ours>();
    // SAFETY: made by `open`, and nobody uses the file after its close.
    unsafe {
        if !(*ours).watched.is_null() {
            drop(Box::from_raw((*ours).watched));
            (*ours).watched = std::ptr::null_mut();
        }
    }
    code
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: as `pass!`.
    if let Some(code) = unsafe { watched(file) }.and_then(|watched| watched.disk.touch(Touch::Read)) {
        return code;
    }
    pass!(file, xRead, into, amount, at)
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: as `pass!`.
    let watched = unsafe { watched(file) };
    let fails = watched.and_then(|watched| watched.disk.touch(Touch::Write));
    // A disk that fails in the middle of a write has done a part of it.
    let amount = if fails.is_some() { amount / 2 } else { amount };
    let code = pass!(file, xWrite, from, amount, at);
    if let (Some(watched), ffi::SQLITE_OK, Ok(at), Ok(amount)) = (watched, code, usize::try_from(at), usize::try_from(amount)) {
        // SAFETY: SQLite gives at least `amount` bytes.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), amount) };
        watched.disk.power(|power| power.written(&watched.name, at, bytes));
    }
    fails.unwrap_or(code)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, to: i64) -> c_int {
    // SAFETY: as `pass!`.
    let watched = unsafe { watched(file) };
    if let Some(code) = watched.and_then(|watched| watched.disk.touch(Touch::Truncate)) {
        return code;
    }
    let code = pass!(file, xTruncate, to);
    if let (Some(watched), ffi::SQLITE_OK, Ok(to)) = (watched, code, usize::try_from(to)) {
        watched.disk.power(|power| power.truncated(&watched.name, to));
    }
    code
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as `pass!`.
    let watched = unsafe { watched(file) };
    if let Some(code) = watched.and_then(|watched| watched.disk.touch(Touch::Sync)) {
        return code;
    }
    if let Some(watched) = watched {
        watched.disk.power(|power| power.syncs(&watched.name));
    }
    pass!(file, xSync, flags)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    pass!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, op: c_int, arg: *mut c_void) -> c_int {
    pass!(file, xFileControl, op, arg)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(file: *mut ffi::sqlite3_file, page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int {
    pass!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as `pass!`.
    unsafe {
        let real = real(file);
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Version 2: without memory mapping, so that every read and write comes by here.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
