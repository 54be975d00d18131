import CommandLineKit

/// One key of the configuration file: a row from which the reader, its messages, `config view` and kubelb-ctl-config(5) are
/// made. Most keys are options of the command line under their own names.
package struct ConfigurationKey: Sendable, Hashable {
    /// What its value is.
    enum Kind: Sendable, Hashable {
        /// The one value that is understood.
        case constant(String)
        case mapping
        case text
        /// A file; a relative one starts from the directory of the configuration file.
        case path
        case list
        case flag
        /// Kubernetes' and Go's lengths of time. 0 may stand for none.
        case time(mayBeZero: Bool)
        case count
        case choice([String])
        /// The name of a pair of the same file.
        case pair
    }

    package let name: String
    let kind: Kind
    /// One line without a full stop.
    package let summary: String
    /// The default of the option, used if nothing else sets it.
    package let defaultValue: String?
    /// The environment variable that takes precedence over the file.
    package let variable: String?

    init(_ name: String, _ kind: Kind, _ summary: String, defaultValue: String? = nil, variable: String? = nil) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.defaultValue = defaultValue
        self.variable = variable
    }

    /// The key for an option.
    init(_ option: OptionSpec, variable: String? = nil) {
        self.init(
            option.name, Self.kind(of: option), option.summary, defaultValue: option.defaultValue, variable: variable)
    }

    private static func kind(of option: OptionSpec) -> Kind {
        if !option.choices.isEmpty { return .choice(option.choices) }
        if option.repeatable { return .list }
        return switch option.placeholder {
        case nil: .flag
        case "PATH", "FILE": .path
        case "TIME": .time(mayBeZero: option.name == SourceOptions.name(of: \.timeout))
        case "N": .count
        default: .text
        }
    }

    /// What may be written, in a few words.
    package var values: String {
        switch kind {
        case .constant(let value): value
        case .mapping: "a mapping"
        case .text: "a string"
        case .path: "a path, relative to the directory of this file; ~/ is the home directory"
        case .list: "a list of strings"
        case .flag: "true or false"
        case .time: "a duration such as 20s, 500ms or 1m30s"
        case .count: "a number greater than 0"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        case .pair: "the name of a pair"
        }
    }

    /// What the environment says, and by which variable. An empty variable says nothing.
    func value(in variables: [String: String]) -> (value: String, variable: String)? {
        func set(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if name == StyleOptions.name(of: \.color) {
            // As for kubectl's and others' output: https://no-color.org
            if set("NO_COLOR") != nil { return (StyleOptions.ColorChoice.never.rawValue, "NO_COLOR") }
            if let force = set("CLICOLOR_FORCE"), force != "0" {
                return (StyleOptions.ColorChoice.always.rawValue, "CLICOLOR_FORCE")
            }
            return nil
        }
        return variable.flatMap { name in set(name).map { ($0, name) } }
    }
}
