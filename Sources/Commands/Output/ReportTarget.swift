import CommandLineKit
import LocalSystem
import Redaction

/// A file that is to be written whole, in place of what has its name: looked at before anything is read of a cluster.
struct ReportTarget: Sendable, Hashable {
    /// As it was named.
    let path: String
    /// Where it is, behind links.
    private let place: String
    /// What named it, `--report`.
    private let option: String

    init(_ path: String, option: String) throws(CommandFailure) {
        self.path = path
        self.option = option
        func failure(_ message: String, _ hint: String = "use another path") -> CommandFailure {
            CommandFailure(.usage, "\(option): \(message)", hint: hint)
        }
        guard !path.isEmpty, !path.utf8.contains(0) else { throw failure("the path is missing", "add a file name") }
        do throws(LocalError) {
            place = try LocalSystem.FileSystem.isLink(path) ? LocalSystem.FileSystem.resolved(path) : path
        } catch {
            throw failure(error.message)
        }
        switch LocalSystem.FileSystem.kind(of: place) {
        case .file, .missing: break
        case .unknown(let reason): throw failure("cannot write \(path): \(reason)")
        case .directory: throw failure("\(path) is a directory", "use a file in it")
        // It would be replaced, which nobody wants of /dev/null.
        case .link, .other: throw failure("\(path) is not a regular file", "use - for stdout")
        }
        let directory = Self.directory(of: place)
        switch LocalSystem.FileSystem.kind(of: directory) {
        case .directory: break
        case .missing: throw failure("cannot write \(path): there is no directory \(directory)", "create it first")
        case .unknown(let reason): throw failure("cannot write \(path): \(directory): \(reason)")
        case .file, .link, .other: throw failure("cannot write \(path): \(directory) is not a directory")
        }
        guard LocalSystem.FileSystem.isWritable(directory) else {
            throw failure("cannot write \(path): no permission to write to \(directory)")
        }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes all of it or nothing.
    func write(_ text: String) throws(CommandFailure) {
        do throws(LocalError) {
            let written = TerminalText.written(TextRedactor.redacted(text, as: .output))
            try LocalSystem.FileSystem.replace(place, with: Array(written.utf8))
        } catch {
            throw CommandFailure(.usage, "\(option): \(error.message)", hint: "use another path")
        }
    }
}
