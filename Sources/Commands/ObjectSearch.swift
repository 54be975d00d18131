import CommandLineKit
import Kubernetes

/// Finds objects of the tenant cluster by the names that somebody typed.
struct ObjectSearch<Item: KubernetesObject> {
    let list: ObjectList<Item>

    /// `Services`, `Ingresses`.
    static var kinds: String { Item.kind + (Item.kind.hasSuffix("s") ? "es" : "s") }

    /// Fails if the list could not be read.
    init(_ observed: Observed<ObjectList<Item>>) throws(CommandFailure) {
        let kinds = Self.kinds
        switch observed {
        case .present(let found): list = found
        case .absent: list = ObjectList()
        case .notCollected:
            throw CommandFailure(
                .usage, "the bundle does not contain the tenant cluster's \(kinds)",
                hint:
                    "collect it again with permission to list \(Item.resource.prefix { $0 != "." }) in the tenant cluster"
            )
        case .forbidden(let right):
            throw CommandFailure(
                .undetermined, "the tenant cluster's \(kinds) could not be read", causes: ["forbidden: needs \(right)"])
        case .failed(let reason):
            throw CommandFailure(.undetermined, "the tenant cluster's \(kinds) could not be read", causes: [reason])
        }
    }

    /// Fails with near names if there is no such object. `namesake` is the hint if an object of another kind has the name, `examples`
    /// if no name is near.
    func find(
        _ name: String, namespace: String?, namesake: String? = nil, examples: (ObjectList<Item>) -> String?
    ) throws(CommandFailure) -> Item {
        let named = list.items.filter { $0.metadata.name == name }
        if let namespace {
            if let item = named.first(where: { $0.metadata.namespace == namespace }) { return item }
        } else {
            // A bundle has no current namespace: the default one comes first, then the only one that has the name.
            if let item = named.first(where: { $0.metadata.namespace == "default" }) { return item }
            if named.count == 1 { return named[0] }
            if named.count > 1 {
                let places = named.map(\.metadata.path).sorted().joined(separator: ", ")
                throw CommandFailure(
                    .usage, "several \(Self.kinds) are named \"\(name)\": \(places)", hint: "select one with -n")
            }
        }
        let wanted = "\(namespace ?? "default")/\(name)"
        if let damaged = list.damaged.first(where: {
            $0.name == name && (namespace == nil || $0.namespace == namespace)
        }) {
            throw CommandFailure(.undetermined, "\(Item.kind) \(wanted) is malformed", causes: ["\(damaged)"])
        }
        if let cutOff = list.cutOff {
            throw CommandFailure(
                .undetermined, "\(Item.kind) \(wanted) is not in the part of the list that could be read",
                causes: [cutOff])
        }
        throw CommandFailure(
            .notFound, "\(Item.kind) \(wanted) not found",
            hint: elsewhere(named) ?? namesake ?? near(name) ?? examples(list))
    }

    /// The first five of some objects.
    static func examples(_ items: [Item], of kinds: String) -> String? {
        let places = items.map(\.metadata.path).sorted()
        guard !places.isEmpty else { return nil }
        let more = places.count > 5 ? " and \(places.count - 5) more" : ""
        return "\(kinds): \(places.prefix(5).joined(separator: ", "))\(more)"
    }

    private func elsewhere(_ named: [Item]) -> String? {
        named.first.map { "\($0.metadata.path) exists: use -n \($0.metadata.namespace)" }
    }

    private func near(_ name: String) -> String? {
        let near = nearest(to: name, in: Array(Set(list.items.map(\.metadata.name))))
        let paths = list.items.filter { near.contains($0.metadata.name) }.map(\.metadata.path)
        return paths.isEmpty ? nil : "did you mean \(paths.sorted().prefix(3).joined(separator: ", "))?"
    }
}
