//! Memory that is free and not given back.

/// Gives freed memory back to the system. Who compresses or indexes asks for aligned memory, which glibc 2.36 seldom
/// takes again (its bug 30723): six thousand pages held 640 MB that was free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    // SAFETY: malloc_trim touches only memory that is free.
    unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
