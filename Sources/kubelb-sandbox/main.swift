import Sandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// Not exit(): its handlers clean up after libraries while their threads may still be ending.
_exit(await SandboxProgram.run(Array(CommandLine.arguments.dropFirst())))
