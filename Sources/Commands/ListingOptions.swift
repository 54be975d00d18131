import CommandLineKit
import Documents
import Reports

/// The order of rows, and further columns.
struct ListingOptions: OptionGroup, Sendable {
    var sortKey: SortKey?
    var showsLabels = false
    /// One element for each `-L`.
    var labelKeys: [[String]] = []

    static let heading = "Output"

    static var options: [OptionRow<Self>] {
        [
            .value(
                \.sortKey, "sort-by",
                OptionType("COLUMN") { text, option throws(UsageError) in
                    do throws(JSONPathError) {
                        return try SortKey(text)
                    } catch {
                        throw UsageError(
                            message: "\(option): column \(error.column): \(error.message)", hint: Self.sortHint)
                    }
                },
                "Sort rows by a column or a JSONPath expression"),
            .flag(\.showsLabels, "show-labels", "Show a column with all labels"),
            .list(
                \.labelKeys, "label-columns", short: "L",
                OptionType("LABELS") { text, option throws(UsageError) in
                    let keys = text.split(separator: ",").map(String.init)
                    guard !keys.isEmpty else {
                        throw UsageError(message: "\(option) needs a label", hint: "use -L app,tier")
                    }
                    return keys
                }, "Show labels as columns"),
        ]
    }

    private static var sortHint: String { "use a column (\(SortKey.columns.joined(separator: ", "))) or .FIELD" }

    /// Rows are those of the JSON output, not the objects that kubectl sorts.
    private static func hint(forFieldOfKubectl text: String) -> String? {
        let field = text.drop { "{.".contains($0) }.prefix { $0 != "}" }
        let word: String
        switch field {
        case "metadata.name": word = "name"
        case "metadata.namespace": word = "namespace"
        case "metadata.creationTimestamp": word = "age, or .createdAt"
        case "metadata.uid": word = ".uid"
        case "spec.loadBalancerClass": word = "class"
        default:
            guard field.hasPrefix("status.loadBalancer.ingress") else { return nil }
            word = "address"
        }
        return "use \(word)"
    }

    func applied(to report: Report) throws(CommandFailure) -> Report {
        let report = report.showing(LabelColumns(keys: labelKeys.flatMap { $0 }.uniqued(), showsAll: showsLabels))
        guard let sortKey else { return report }
        guard let sorted = report.sorted(by: sortKey) else {
            // Whether a row has a value depends on the clusters, not on what was typed.
            if SortKey.columns.contains(sortKey.text.lowercased()) { return report }
            let near = nearest(to: sortKey.text, in: SortKey.columns, limit: 1).first
            throw CommandFailure(
                .usage, "--\(Self.name(of: \.sortKey)): no row has \(quoted(sortKey.text))",
                hint: Self.hint(forFieldOfKubectl: sortKey.text) ?? near.map { "did you mean \($0)?" }
                    ?? Self.sortHint)
        }
        return sorted
    }
}
