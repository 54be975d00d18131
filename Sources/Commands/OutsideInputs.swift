import CommandLineKit
import Kubernetes

/// What commands take from outside, from bytes in memory: for the tests that feed the parsers anything.
package enum OutsideInputs {
    /// Unpacks a tar archive; unreadable entries are skipped.
    package static func archive(_ bytes: [UInt8]) -> [String: ArraySlice<UInt8>] { TarArchive(bytes).files }

    /// Packs a tar archive, as `collect` does.
    package static func archived(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
        TarWriter.archive(files, in: "bundle", modified: Timestamp(milliseconds: 0))
    }

    /// Reads a configuration file; the result says how much was wrong with it.
    package static func configuration(_ bytes: [UInt8]) -> Int {
        let read = ConfigurationReader.read(bytes, path: "config.yaml", variables: ["HOME": "/home/user"])
        for problem in read.problems { _ = problem.failure(others: 1).text }
        return read.problems.count
    }

    /// Whether a text is a label selector that matches some labels.
    package static func selector(_ text: String, matches labels: [String: String]) -> Bool {
        (try? LabelSelector(text))?.matches(labels) ?? false
    }

    /// A duration; nil if the text is not one.
    package static func duration(_ text: String) -> Duration? {
        DurationText.seconds(text).map { .bounded(seconds: $0) }
    }

    /// Reads a command line up to where a command would begin to work; nil where it was refused.
    package static func arguments(_ words: [String]) -> [String]? {
        do {
            let line = try TenantArgument.applied(to: try CommandTables.table.parse(words))
            if !line.wantsHelp, let command = Tool.command(for: line) { _ = try type(of: command).options(line) }
            return line.path
        } catch {
            return nil
        }
    }
}
