import CommandLineKit
import Documents

/// Something that is wrong with a configuration file.
struct ConfigurationProblem: Error, Sendable, Hashable {
    /// The file.
    let path: String
    /// nil: it is about the file as a whole.
    let place: YAMLMark?
    let message: String
    let hint: String?

    /// `FILE:LINE:COLUMN: message`.
    var text: String {
        let position = place.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(escaped(path))\(position): \(message)"
    }

    /// The failure of a command that needs the file; `others` counts further problems.
    func failure(others: Int = 0) -> CommandFailure {
        let rest = others == 0 ? "" : " (and \(others) more: \(Tool.name) config validate)"
        return CommandFailure(.usage, text + rest, hint: hint)
    }
}
