import Sandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

exit(await SandboxProgram.run(Array(CommandLine.arguments.dropFirst())))
