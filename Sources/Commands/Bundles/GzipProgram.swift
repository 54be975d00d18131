import Documents
import LocalSystem

/// The system's `gzip`, run as a subprocess to decompress.
package struct GzipProgram: Sendable {
    private let program: String
    private let deadlineSeconds: Double

    /// `program` is looked for in `PATH` unless it is a path itself.
    package init(program: String = "gzip", deadlineSeconds: Double = 60) {
        self.program = program
        self.deadlineSeconds = deadlineSeconds
    }

    /// What came out, and why it may not be all.
    struct Output {
        let bytes: [UInt8]
        let warning: String?
    }

    /// Lets the program read an open file from its start, and collects what it writes until it ends.
    ///
    /// - Parameters:
    ///   - file: the descriptor of a file; it stays open.
    ///   - name: what errors call the file.
    ///   - limit: bytes that may come out; more are an error, as a small archive can hold petabytes.
    /// - Returns: what came out; of damaged input what stands before the damage, with a warning.
    /// - Throws: where the program is missing, takes too long, writes too much, or writes nothing and fails.
    func decompress(_ file: Int32, name: String, limit: Int) throws(BundleError) -> Output {
        var gzip = Subprocess(program, ["-dc"])
        gzip.input = .descriptor(file)
        gzip.outputLimit = limit
        let outcome: Subprocess.Outcome
        do throws(SubprocessError) {
            outcome = try gzip.runBlocking(until: .now + .seconds(deadlineSeconds))
        } catch {
            throw bundleError(error, name)
        }
        if outcome.ending == .exited(0) { return Output(bytes: outcome.output, warning: nil) }
        if outcome.output.isEmpty { throw BundleError("\(name): \(program) could not unpack it (\(outcome.ending))") }
        return Output(bytes: outcome.output, warning: "damaged: \(program) ended with \(outcome.ending)")
    }

    private func bundleError(_ error: SubprocessError, _ name: String) -> BundleError {
        switch error {
        case .notFound:
            BundleError(
                "\(name): the program \(program), which is needed to read it, was not found",
                hint: "unpack it elsewhere and use --from-bundle DIR")
        case .timedOut: BundleError("\(name): \(program) timed out after \(Int(saturating: deadlineSeconds)) s")
        case .tooMuchOutput(let limit):
            BundleError(
                "\(name): more than \(FileSystem.size(limit)) when unpacked, which is the limit for an archive of its size",
                hint: "if you trust it, unpack it and use --from-bundle DIR")
        case .cancelled: BundleError("\(name): cancelled")
        case .failed(let reason): BundleError("\(name): cannot run \(program): \(reason)")
        }
    }
}
