import CommandLineKit
import Diagnosis
import Documents
import LocalSystem

/// A baseline on disk.
enum BaselineFile {
    /// A baseline larger than this is none.
    private static let limit = 1 << 26

    /// nil where there is no such file.
    static func read(_ path: String) throws(CommandFailure) -> Baseline? {
        if LocalSystem.FileSystem.kind(of: path) == .missing { return nil }
        let bytes: [UInt8]
        do throws(LocalError) {
            bytes = try LocalSystem.FileSystem.contents(of: path, limit: limit)
        } catch {
            throw CommandFailure(.usage, "--baseline: \(error.message)", hint: "name the file of an earlier run")
        }
        do throws(Baseline.Defect) {
            return try Baseline(parsing: bytes)
        } catch {
            throw CommandFailure(
                .usage, "--baseline: \(path), line \(error.line): \(escaped(error.message))",
                hint: "fix it, or remove it and recreate it with --update-baseline")
        }
    }

    static func write(_ baseline: Baseline, to target: ReportTarget) throws(CommandFailure) {
        try target.write(String(decoding: baseline.document.encoded(pretty: true), as: UTF8.self) + "\n")
    }
}
