import Diagnosis
import Documents
import Topology

/// What `--sort-by` sorts by: a column of the table, or an expression on each row as `-o json` has it.
package struct SortKey: Sendable, Hashable {
    private enum Key: Sendable, Hashable {
        case path(JSONPath)
        /// By their order, not by their names.
        case stage
    }

    /// As it was typed.
    package let text: String
    private let key: Key

    private static let paths = [
        "address": ".addresses[0]", "age": ".createdAt", "class": ".via", "findings": ".findings[0]",
        "hosts": ".hosts[0]", "ingress": ".name", "gateway": ".name", "httproute": ".name", "grpcroute": ".name",
        "kind": ".kind", "loadbalancer": ".refs.loadBalancer.name", "name": ".name", "namespace": ".namespace",
        "ports": ".ports[0].port", "service": ".name", "state": ".health", "upstreams": ".ports[0].healthy",
        "via": ".via",
    ]

    /// The columns that can be sorted by.
    package static let columns = [
        "namespace", "name", "class", "ports", "address", "loadbalancer", "stage", "upstreams", "age", "findings",
        "hosts", "kind", "state", "via",
    ]

    package init(_ text: String) throws(JSONPathError) {
        self.text = text
        let word = text.lowercased()
        key = word == "stage" ? .stage : .path(try JSONPath(relaxed: Self.paths[word] ?? text))
    }

    /// nil also if the expression selects too many values, of which only the first counts.
    private static func first(_ path: JSONPath, in row: JSONValue) -> JSONValue? {
        var budget = JSONPathBudget(values: 100_000)
        guard let value = try? path.values(in: row, within: &budget).first, value != .null else { return nil }
        return value
    }

    fileprivate func value(of row: JSONValue, _ stages: StageReport) -> JSONValue? {
        switch key {
        case .stage: .number(JSONNumber(stages.stages.count { $0.state == .ok }))
        case .path(let path): Self.first(path, in: row)
        }
    }
}

extension Report {
    /// The same report with its rows sorted; rows without a value come last. nil if no row has one.
    package func sorted(by key: SortKey) -> Report? {
        let rows = Dictionary(
            document.rows.compactMap { row in row["uid"]?.string.map { ($0, row) } },
            uniquingKeysWith: { first, _ in first })
        var hasValues = false
        func sorted<Element>(
            _ elements: [Element], _ resource: (Element) -> StagedResource
        ) -> [Element] {
            let keyed = elements.map { element in
                let resource = resource(element)
                let value = rows[resource.key.uid].flatMap { key.value(of: $0, resource.stages) }
                hasValues = hasValues || value != nil
                return (element: element, value: value)
            }
            // Swift's sort is stable in fact, but does not promise it.
            return keyed.enumerated().sorted { left, right in
                switch (left.element.value, right.element.value) {
                case (let first?, let second?):
                    if first.isOrdered(before: second) == true { return true }
                    if second.isOrdered(before: first) == true { return false }
                    return left.offset < right.offset
                case (nil, nil): return left.offset < right.offset
                case (let first, _): return first != nil
                }
            }.map(\.element.element)
        }
        let arranged = arranged(
            services: sorted(services, StagedResource.init), routes: sorted(routes, StagedResource.init))
        return hasValues || resources.isEmpty ? arranged : nil
    }
}
