/// The options given on a command line, under their own names whatever alias was typed.
package struct ParsedOptions: Sendable, Hashable {
    private var given: [String: [String]] = [:]

    package init() {}

    mutating func record(_ value: String, for option: OptionSpec) {
        given[option.name, default: []].append(value)
    }

    /// All values of an option in the order given, a flag's being `true` and `false`; empty where it is not given.
    package subscript(name: String) -> [String] { given[name] ?? [] }

    /// The names of the options given, sorted.
    package var names: [String] { given.keys.sorted() }
}
