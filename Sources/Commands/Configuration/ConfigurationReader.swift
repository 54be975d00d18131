import CommandLineKit
import Documents

/// Reads a configuration file by the table of its keys. Everything that is wrong is told, not only the first.
struct ConfigurationReader {
    private let location: ConfigurationLocation
    private let home: String?
    private(set) var configuration = Configuration()
    private(set) var problems: [ConfigurationProblem] = []

    /// Reads the file that counts; where there is none, all is empty.
    static func read(
        _ location: ConfigurationLocation?, _ variables: [String: String]
    ) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        guard let location else { return (Configuration(), []) }
        var reader = ConfigurationReader(location, variables)
        do throws(ConfigurationProblem) {
            if let bytes = try location.contents() {
                reader.configuration.exists = true
                reader.read(bytes)
            }
        } catch {
            reader.problems.append(error)
        }
        return (reader.configuration, reader.problems.inOrder)
    }

    /// Reads a file whose bytes are there.
    static func read(
        _ bytes: [UInt8], path: String, variables: [String: String]
    ) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        var reader = ConfigurationReader(ConfigurationLocation(named: path), variables)
        reader.configuration.exists = true
        reader.read(bytes)
        return (reader.configuration, reader.problems.inOrder)
    }

    private init(_ location: ConfigurationLocation, _ variables: [String: String]) {
        self.location = location
        home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        configuration.path = location.path
    }

    private mutating func note(_ place: YAMLMark?, _ message: String, hint: String? = nil) {
        problems.append(ConfigurationProblem(path: location.path, place: place, message: message, hint: hint))
    }

    // MARK: Structure

    private mutating func read(_ bytes: [UInt8]) {
        let documents: [YAMLNode]
        do throws(YAMLError) {
            documents = try YAMLDocument.parse(bytes, name: location.path)
        } catch {
            // Without the line itself: nobody knows what stands in it.
            return note(error.mark, escaped(error.message), hint: "fix the YAML; the position is where parsing stopped")
        }
        let filled = documents.filter { $0.content != .scalar(.null) }
        guard let root = filled.first else {
            return note(
                nil, "the configuration file is empty", hint: "remove it, or define pairs (see man 5 kubelb-ctl-config)"
            )
        }
        if filled.count > 1 {
            note(filled[1].mark, "the file contains a second document", hint: "merge them into one by removing ---")
        }
        guard let members = members(of: root, "the file") else { return }
        for (key, member) in known(members, ConfigurationKeys.top, in: "the file") {
            switch key.kind {
            case .constant(let value): checkConstant(value, key, member)
            default: break
            }
            switch key.name {
            case ConfigurationKeys.pairs: readPairs(member.value)
            case ConfigurationKeys.defaults:
                guard let members = self.members(of: member.value, key.name) else { continue }
                configuration.defaults = values(members, ConfigurationKeys.general, in: key.name)
            default: break
            }
        }
        checkDefaultPair()
    }

    private mutating func checkConstant(_ value: String, _ key: ConfigurationKey, _ member: YAMLNode.Member) {
        guard member.value.content != .scalar(.string(value)) else { return }
        note(member.value.mark, "\(key.name) must be \(value)", hint: "use \(key.name): \(value), or omit it")
    }

    private mutating func readPairs(_ node: YAMLNode) {
        if case .sequence = node.content {
            return note(
                node.mark, "pairs must be a mapping of names to pairs, not a list",
                hint: "use NAME: with its keys below, without dashes")
        }
        for member in members(of: node, ConfigurationKeys.pairs) ?? [] {
            let owner = "pair \(quoted(member.key))"
            guard Self.isName(member.key) else {
                note(
                    member.keyMark, "\(quoted(member.key)) is not a valid name for a pair",
                    hint: "names contain no spaces or control characters, and do not begin with a dash")
                continue
            }
            var pair = Configuration.Pair(name: member.key, place: member.keyMark)
            let known = problems.count
            if let members = members(of: member.value, owner) {
                if members.isEmpty {
                    note(
                        member.keyMark, "\(owner) is empty", hint: "set its clusters, at least context: NAME")
                }
                pair.values = values(members, ConfigurationKeys.pair, in: owner)
            }
            pair.isWhole = problems.count == known
            configuration.pairs.append(pair)
        }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && escaped(name) == name && !name.contains { $0.isWhitespace }
    }

    /// nil where it is no mapping, which is noted. Nothing at all is an empty one.
    private mutating func members(of node: YAMLNode, _ owner: String) -> [YAMLNode.Member]? {
        switch node.content {
        case .mapping(let members): return members
        case .scalar(.null): return []
        default:
            note(node.mark, "\(owner) must be a mapping", hint: "use key: value")
            return nil
        }
    }

    private mutating func known(
        _ members: [YAMLNode.Member], _ keys: [ConfigurationKey], in owner: String
    ) -> [(ConfigurationKey, YAMLNode.Member)] {
        var found: [(ConfigurationKey, YAMLNode.Member)] = []
        for member in members {
            if let key = keys.first(where: { $0.name == member.key }) {
                found.append((key, member))
            } else {
                note(
                    member.keyMark, "unknown key \(quoted(member.key)) in \(owner)",
                    hint: Self.hint(for: member.key, keys))
            }
        }
        return found
    }

    private static func hint(for word: String, _ keys: [ConfigurationKey]) -> String {
        let names = keys.map(\.name)
        // --context, management_context, managementContext.
        let plain = String(word.drop { $0 == "-" }.map { $0 == "_" ? "-" : $0 })
        if names.contains(plain) { return "did you mean \(plain)?" }
        let places: [([ConfigurationKey], String)] = [
            (ConfigurationKeys.pair, "a pair: pairs, NAME"), (ConfigurationKeys.general, ConfigurationKeys.defaults),
            (ConfigurationKeys.top, "the top of the file"),
        ]
        for (keys, place) in places where keys.contains(where: { $0.name == plain }) { return "move it to \(place)" }
        let near = nearest(to: plain, in: names)
        guard near.isEmpty else { return "did you mean \(near.joined(separator: " or "))?" }
        for (keys, place) in places {
            if let near = nearest(to: plain, in: keys.map(\.name)).first {
                return "did you mean \(near)? It belongs in \(place)"
            }
        }
        return "valid keys: \(names.joined(separator: ", "))"
    }

    // MARK: Values

    private mutating func values(
        _ members: [YAMLNode.Member], _ keys: [ConfigurationKey], in owner: String
    ) -> [String: Configuration.Value] {
        var values: [String: Configuration.Value] = [:]
        for (key, member) in known(members, keys, in: owner) {
            // As in a kubeconfig, nothing and an empty text are the same as no key.
            if [.scalar(.null), .scalar(.string(""))].contains(member.value.content) { continue }
            do throws(ConfigurationValue.Fault) {
                let reader = ConfigurationValue(directory: location.directory, home: home)
                values[member.key] = Configuration.Value(
                    texts: try reader.texts(of: member.value, key.kind), place: member.value.mark)
            } catch {
                note(error.place, "\(key.name) of \(owner) \(error.message)", hint: error.hint)
            }
        }
        return values
    }

    private mutating func checkDefaultPair() {
        guard let value = configuration.defaults[SourceOptions.name(of: \.pair)], let name = value.texts.first,
            configuration.pair(name) == nil
        else { return }
        note(
            value.place, "pair in defaults: unknown pair \(quoted(name))",
            hint: PairChoice.hint(for: name, among: configuration.pairNames))
    }
}

extension [ConfigurationProblem] {
    /// By their places.
    var inOrder: [ConfigurationProblem] {
        func position(_ problem: ConfigurationProblem, _ offset: Int) -> (Int, Int, Int) {
            (problem.place?.line ?? 0, problem.place?.column ?? 0, offset)
        }
        return enumerated().sorted { position($0.element, $0.offset) < position($1.element, $1.offset) }.map(\.element)
    }
}
