import Documents

/// What `config view` shows: the settings that count, and where each comes from.
package struct SettingsReport: Sendable {
    package struct Setting: Sendable {
        let name: String
        let values: [String]
        let isList: Bool
        let source: Source

        package init(name: String, values: [String], isList: Bool, source: Source) {
            self.name = name
            self.values = values
            self.isList = isList
            self.source = source
        }
    }

    package struct Source: Sendable {
        package enum Kind: String, Sendable {
            case commandLine
            case environment
            case pair
            case defaults
            case builtIn
            case unset
        }

        let kind: Kind
        /// `--context`, `TENANT_NAME`, `pair "acme"`: for people.
        let words: String
        /// Of the configuration file, from 1.
        let line: Int?
        let column: Int?

        package init(_ kind: Kind, _ words: String, line: Int? = nil, column: Int? = nil) {
            self.kind = kind
            self.words = words
            self.line = line
            self.column = column
        }
    }

    let path: String?
    let exists: Bool
    /// The pair that counts, and what chose it.
    let pair: (name: String, source: Source)?
    let pairNames: [String]
    let settings: [Setting]

    package init(
        path: String?, exists: Bool, pair: (name: String, source: Source)?, pairNames: [String], settings: [Setting]
    ) {
        self.path = path
        self.exists = exists
        self.pair = pair
        self.pairNames = pairNames
        self.settings = settings
    }

    private static let columns: [Columns.Column] = [
        .init(heading: "SETTING", expendability: 0, minimum: 12),
        .init(heading: "VALUE", expendability: 0, minimum: 12),
        .init(heading: "FROM", expendability: 0, minimum: 12),
    ]

    /// For people: what is set.
    package func text(_ style: TextStyle, showsHeaders: Bool) -> String {
        let painter = Painter(style: style)
        var lines: [String] = []
        if showsHeaders {
            let file = path.map { $0 + (exists ? "" : " (does not exist)") } ?? "none: HOME is not set"
            lines += painter.hanging("file", file, indent: 0, labelWidth: 5)
            let chosen = pair.map { "\($0.name) (\($0.source.words))" } ?? "none"
            let others = pairNames.filter { $0 != pair?.name }
            lines += painter.hanging(
                "pair", chosen + (others.isEmpty ? "" : "; other pairs: \(others.joined(separator: ", "))"),
                indent: 0,
                labelWidth: 5)
            lines.append("")
        }
        let shown = settings.filter { $0.source.kind != .unset }
        var table = Columns(Self.columns)
        table.rows = shown.map { [$0.name, $0.values.joined(separator: ","), words($0.source)] }
        lines += table.lines(painter, showsHeaders: showsHeaders) { text, row, column in
            column == 2 && shown[row].source.kind == .builtIn ? painter.paint(text, .dim) : text
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func words(_ source: Source) -> String { source.words + (source.line.map { ", line \($0)" } ?? "") }

    /// For programs: also what is not set, as null.
    package var value: JSONValue {
        [
            "apiVersion": "kubelb-ctl/v1", "kind": "EffectiveConfig",
            "file": path.map { ["path": .string($0), "exists": .bool(exists)] } ?? .null,
            "pair": pair.map { ["name": .string($0.name), "source": value($0.source)] } ?? .null,
            "pairs": .array(pairNames.map { .string($0) }),
            "settings": .array(
                settings.map { setting in
                    ["name": .string(setting.name), "value": value(setting), "source": value(setting.source)]
                }),
        ]
    }

    private func value(_ setting: Setting) -> JSONValue {
        guard setting.source.kind != .unset else { return .null }
        if setting.isList { return .array(setting.values.map { .string($0) }) }
        return setting.values.first.map { .string($0) } ?? .null
    }

    private func value(_ source: Source) -> JSONValue {
        func number(_ number: Int?) -> JSONValue { number.map { .number(JSONNumber($0)) } ?? .null }
        return [
            "from": .string(source.kind.rawValue), "name": .string(source.words), "line": number(source.line),
            "column": number(source.column),
        ]
    }
}
