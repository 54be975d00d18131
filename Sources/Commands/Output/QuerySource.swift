import CommandLineKit
import Documents
import LocalSystem
import Reports

/// Where a query of the JSON output comes from: `-o jsonpath=…` and the like.
enum QuerySource: Sendable {
    case template(JSONPathTemplate)
    /// Prints lists of values.
    case json(JSONPathTemplate)
    case columns(CustomColumns)
    case templateFile(String)
    case columnsFile(String)

    private static let fileLimit = 1 << 20

    /// What `-o` takes beside formats.
    static let choices = [
        "jsonpath=TEMPLATE", "jsonpath-as-json=TEMPLATE", "jsonpath-file=FILE", "custom-columns=SPEC",
        "custom-columns-file=FILE",
    ]

    /// kubectl's other template language is that of Go's standard library.
    static let replacements = Dictionary(
        uniqueKeysWithValues: ["go-template", "template"].map {
            ($0, "jsonpath=TEMPLATE, for example -o jsonpath='{.services[*].name}'; Go templates are not supported")
        })

    private static let columnsHint = "columns are written as in kubectl, for example NAME:.name,STATE:.health"

    /// What the help of single commands has no room for.
    static var note: String {
        let formats = { (formats: [OutputFormat]) in
            let usual: Set<OutputFormat> = [.table, .wide, .short, .json, .yaml, .name]
            return formats.filter { !usual.contains($0) }.map(\.rawValue).joined(separator: ", ")
        }
        return "--output also takes a query of the JSON output: \(choices.joined(separator: ", ")). "
            + "Other formats: \(formats(OutputFormat.ofReports)); of trace, \(formats(OutputFormat.ofTraces))."
    }

    var name: String {
        switch self {
        case .template: "jsonpath"
        case .json: "jsonpath-as-json"
        case .columns: "custom-columns"
        case .templateFile: "jsonpath-file"
        case .columnsFile: "custom-columns-file"
        }
    }

    /// Whether the query needs all rows before it prints one.
    var listsColumns: Bool {
        switch self {
        case .columns, .columnsFile: true
        case .template, .json, .templateFile: false
        }
    }

    /// nil if the text names none.
    init?(_ text: String, option: String) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let choice = Self.choices.first(where: { $0.hasPrefix(parts[0] + "=") }) else {
            return nil
        }
        let value = parts[1]
        guard !value.isEmpty else {
            throw UsageError(message: "\(option) \(text) needs a value", hint: "use \(choice)")
        }
        let place = "\(option) \(parts[0])"
        switch parts[0] {
        case "jsonpath": self = .template(try Self.template(value, place))
        case "jsonpath-as-json": self = .json(try Self.template(value, place))
        case "jsonpath-file": self = .templateFile(value)
        case "custom-columns":
            self = .columns(
                try Self.parsed(place, Self.columnsHint) { () throws(JSONPathError) in try CustomColumns(value) })
        default: self = .columnsFile(value)
        }
    }

    /// Reads the file, if there is one.
    func query() throws(CommandFailure) -> OutputQuery {
        do throws(UsageError) {
            switch self {
            case .template(let template): return .template(template)
            case .json(let template): return .json(template)
            case .columns(let columns): return .columns(columns)
            case .templateFile(let path): return .template(try Self.template(try contents(of: path), path))
            case .columnsFile(let path):
                let text = try contents(of: path)
                return .columns(
                    try Self.parsed(path, "the first line has the headings, the second the expressions") {
                        () throws(JSONPathError) in try CustomColumns(file: text)
                    })
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    private func contents(of path: String) throws(UsageError) -> String {
        do throws(LocalError) {
            return String(
                decoding: try LocalSystem.FileSystem.contents(of: path, limit: Self.fileLimit), as: UTF8.self)
        } catch {
            throw UsageError(message: "--output \(name): \(error.message)", hint: "use another file")
        }
    }

    private static func template(_ text: String, _ place: String) throws(UsageError) -> JSONPathTemplate {
        try parsed(place) { () throws(JSONPathError) in try JSONPathTemplate(text) }
    }

    private static func parsed<Value>(
        _ place: String, _ hint: String = "expressions are written as in kubectl, for example {.services[*].name}",
        _ parse: () throws(JSONPathError) -> Value
    ) throws(UsageError) -> Value {
        do throws(JSONPathError) {
            return try parse()
        } catch {
            throw UsageError(
                message: "\(place): column \(error.column): \(error.message)", hint: hint)
        }
    }
}
