import FuzzTargets
import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What libFuzzer calls, over one target: FUZZ_TARGET names it. Where FUZZ_SEEDS names a directory, the inputs to start from
/// are written to it and nothing is run. Built under KUBELB_CTL_FUZZ only; see the target `fuzz` of the Makefile.
private enum FuzzDriver {
    private static let seeds = FuzzSeeds(recorded: "Tests/Recorded")
    static let context = FuzzContext(seeds, printsAll: false)
    static let target: FuzzTarget = {
        guard let target = FuzzTarget(rawValue: variable("FUZZ_TARGET") ?? "") else {
            end("FUZZ_TARGET has to be one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
        }
        return target
    }()

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    static func complain(_ message: String) {
        let bytes = Array("\(message)\n".utf8)
        // SAFETY: the buffer is valid for the call, and its own length is given.
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func end(_ message: String) -> Never {
        complain("error: \(message)")
        exit(2)
    }

    static func writeSeeds() {
        guard let directory = variable("FUZZ_SEEDS") else { return }
        for (number, input) in seeds.inputs(of: target).enumerated() {
            let path = "\(directory)/seed-\(number)"
            unlink(path)
            do throws(LocalError) {
                try FileSystem.withNewFile(path) { file throws(LocalError) in
                    try FileSystem.write(input, to: file, name: path)
                }
            } catch {
                end(error.message)
            }
        }
        exit(0)
    }
}

@_cdecl("LLVMFuzzerInitialize")
func fuzzerInitialize(
    _ count: UnsafeMutablePointer<Int32>?, _ arguments: UnsafeMutableRawPointer?
) -> Int32 {
    FuzzDriver.writeSeeds()
    // Before the first input, whose time is measured.
    _ = FuzzDriver.context
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    // SAFETY: libFuzzer passes `size` readable bytes that stay until this returns.
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do throws(FuzzFailure) {
        try FuzzDriver.target.run(bytes, FuzzDriver.context)
    } catch {
        FuzzDriver.complain("failure: \(error)")
        abort()
    }
    return 0
}
