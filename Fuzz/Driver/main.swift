// libFuzzer's driver over one target: FUZZ_TARGET names it, the arguments are libFuzzer's. `seeds DIR` writes the inputs
// to start from. Built under KUBELB_CTL_FUZZ only; see the target `fuzz` of the Makefile.
import CFuzzer
import FuzzTargets
import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

func end(_ message: String) -> Never {
    fputs("error: \(message)\n", stderr)
    exit(2)
}

let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
guard let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) else {
    end("FUZZ_TARGET has to be one of: \(names)")
}
let seeds = FuzzSeeds(recorded: "Tests/Recorded")

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "seeds" {
    for (number, input) in seeds.inputs(of: target).enumerated() {
        let path = "\(CommandLine.arguments[2])/seed-\(number)"
        do {
            unlink(path)
            try FileSystem.withNewFile(path) { file in try FileSystem.write(input, to: file, name: path) }
        } catch {
            end("\(error)")
        }
    }
    exit(0)
}

private let fuzzed = (target: target, context: FuzzContext(seeds))

@_cdecl("kubelb_fuzz_one_input")
func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    // SAFETY: libFuzzer passes `size` readable bytes that stay until this returns.
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do {
        try fuzzed.target.run(bytes, fuzzed.context)
    } catch {
        fputs("failure: \(error)\n", stderr)
        abort()
    }
    return 0
}

exit(kubelb_run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv))
