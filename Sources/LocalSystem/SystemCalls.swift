#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// Calls and types that differ between systems; `Sockets` and `BackgroundThread` have those of sockets and threads. These are
// functions outside of types because methods with the same names would hide the system's.

func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    // SAFETY: the buffer is valid for the call, and its own length is given.
    read(descriptor, buffer.baseAddress, buffer.count)
}

func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    // SAFETY: as above.
    write(descriptor, buffer.baseAddress, buffer.count)
}

func systemRename(_ path: String, _ target: String) -> Int32 { rename(path, target) }

/// The environment of the process: zero-terminated strings, and null at the end.
var systemEnvironment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
    #if canImport(Darwin)
        // SAFETY: the C library sets it before the program begins.
        _NSGetEnviron().pointee
    #else
        environ
    #endif
}

/// The resource of getrlimit that `ulimit -v` limits.
var addressSpaceResource: LimitedResource {
    #if canImport(Glibc)
        LimitedResource(RLIMIT_AS.rawValue)
    #else
        RLIMIT_AS
    #endif
}

/// The resource of getrlimit that `ulimit -n` limits.
var descriptorResource: LimitedResource {
    #if canImport(Glibc)
        LimitedResource(RLIMIT_NOFILE.rawValue)
    #else
        RLIMIT_NOFILE
    #endif
}

#if canImport(Glibc)
    typealias LimitedResource = __rlimit_resource_t
#else
    typealias LimitedResource = Int32
#endif

#if canImport(Darwin)
    // Pointers that are filled in.
    var noSpawnActions: posix_spawn_file_actions_t? { nil }
    var noSpawnAttributes: posix_spawnattr_t? { nil }
#else
    var noSpawnActions: posix_spawn_file_actions_t { posix_spawn_file_actions_t() }
    var noSpawnAttributes: posix_spawnattr_t { posix_spawnattr_t() }
#endif
