import CommandLineKit
import LocalSystem

/// Which configuration file counts.
struct ConfigurationLocation: Sendable, Hashable {
    let path: String
    /// Whether it was named, so that it has to be there.
    let isNamed: Bool

    static let variable = "KUBELB_CTL_CONFIG"
    /// A configuration larger than this is refused.
    private static let fileLimit = 1 << 20
    private static let name = "kubelb-ctl/config.yaml"

    init(named path: String) { self.init(path, isNamed: true) }

    private init(_ path: String, isNamed: Bool) {
        self.path = path
        self.isNamed = isNamed
    }

    /// `--config`, else `KUBELB_CTL_CONFIG`, else the user's own in the directory of the XDG base directory specification;
    /// nil where there is no home directory either.
    static func find(
        _ line: ParsedCommand, _ variables: [String: String]
    ) throws(CommandFailure) -> ConfigurationLocation? {
        func set(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let path = SourceOptions(leniently: line).configurationFile {
            guard !path.isEmpty else {
                throw CommandFailure(.usage, "--config needs a file", hint: "use --config FILE, or omit the option")
            }
            return ConfigurationLocation(path, isNamed: true)
        }
        if let path = set(variable) { return ConfigurationLocation(path, isNamed: true) }
        // The specification has relative paths ignored.
        if let directory = set("XDG_CONFIG_HOME"), directory.hasPrefix("/") {
            return ConfigurationLocation("\(directory)/\(name)", isNamed: false)
        }
        return set("HOME").map { ConfigurationLocation("\($0)/.config/\(name)", isNamed: false) }
    }

    /// What relative paths in the file start from.
    var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The bytes of the file; nil where there is none, and none was named.
    func contents() throws(ConfigurationProblem) -> [UInt8]? {
        guard !path.utf8.contains(0) else { throw problem("the path contains a zero byte") }
        switch LocalSystem.FileSystem.kind(of: path) {
        case .missing where isNamed:
            throw problem("the configuration file does not exist", hint: "check --config or \(Self.variable)")
        case .missing: return nil
        case .directory:
            throw problem("the configuration file is a directory", hint: "use --config FILE")
        case .file, .link, .other, .unknown: break
        }
        do throws(LocalError) {
            return try LocalSystem.FileSystem.contents(of: path, limit: Self.fileLimit)
        } catch {
            throw problem("the configuration file cannot be read: \(escaped(error.message))")
        }
    }

    private func problem(_ message: String, hint: String? = nil) -> ConfigurationProblem {
        ConfigurationProblem(path: path, place: nil, message: message, hint: hint)
    }
}
