import Documents
import Kubernetes

/// A column of a Table.
struct TableColumn: Sendable {
    let name: String
    var type = "string"
    /// 0 is always shown, 1 with `-o wide`.
    var priority = 0
    let cell: @Sendable (JSONValue, Timestamp) -> JSONValue

    init(
        _ name: String, type: String = "string", priority: Int = 0,
        _ cell: @escaping @Sendable (JSONValue, Timestamp) -> JSONValue
    ) {
        self.name = name
        self.type = type
        self.priority = priority
        self.cell = cell
    }

    var definition: JSONValue {
        [
            "name": .string(name), "type": .string(type), "format": name == "Name" ? "name" : "", "description": "",
            "priority": .number(JSONNumber(priority)),
        ]
    }

    static let name = TableColumn("Name") { object, _ in object["metadata"]?["name"] ?? "" }

    static let age = TableColumn("Age") { object, now in
        .string(TimeSpan.text(since: object["metadata"]?["creationTimestamp"]?.string, now))
    }

    /// The value at a path of members; empty texts where there is none.
    static func at(_ name: String, _ path: String, type: String = "string", priority: Int = 0) -> TableColumn {
        let members = path.split(separator: ".").map(String.init)
        return TableColumn(name, type: type, priority: priority) { object, _ in
            members.reduce(Optional(object)) { $0?[$1] } ?? .null
        }
    }

    private static func label(_ name: String, _ key: String) -> TableColumn {
        TableColumn(name) { object, _ in object["metadata"]?["labels"]?[key] ?? .null }
    }

    static func of(_ kind: ServedKind) -> [TableColumn] {
        switch kind.resource {
        case "services": ServiceColumns.all
        case "pods": PodColumns.all
        case "nodes": NodeColumns.all
        case "deployments.apps", "replicasets.apps", "daemonsets.apps": WorkloadColumns.of(kind)
        case "namespaces": [name, at("Status", "status.phase"), age]
        case "events", "events.events.k8s.io": EventColumns.all
        case "ingresses.networking.k8s.io": IngressColumns.all
        case "ingressclasses.networking.k8s.io": IngressColumns.classes
        case "secrets":
            [
                name, at("Type", "type"), TableColumn("Data", type: "integer") { object, _ in count(object["data"]) },
                age,
            ]
        case "configmaps": [name, TableColumn("Data", type: "integer") { object, _ in count(object["data"]) }, age]
        case "serviceaccounts": [name, TableColumn("Secrets", type: "integer") { _, _ in 0 }, age]
        case "endpointslices.discovery.k8s.io": SliceColumns.all
        case "leases.coordination.k8s.io": [name, at("Holder", "spec.holderIdentity"), age]
        case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io":
            [name, at("Created At", "metadata.creationTimestamp", type: "date")]
        case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io":
            [
                name,
                TableColumn("Role") { object, _ in
                    .string("\(object["roleRef"]?["kind"]?.string ?? "")/\(object["roleRef"]?["name"]?.string ?? "")")
                }, age,
            ]
        case "ipaddresspools.metallb.io":
            [
                name, at("Auto Assign", "spec.autoAssign", type: "boolean"),
                TableColumn("Addresses") { object, _ in
                    .string(String(decoding: (object["spec"]?["addresses"] ?? []).encoded(), as: UTF8.self))
                },
            ]
        case "loadbalancers.kubelb.k8c.io":
            [
                name, label("OriginName", "kubelb.k8c.io/origin-name"),
                label("OriginNamespace", "kubelb.k8c.io/origin-ns"),
                at("Hostname", "status.hostname.hostname"),
            ]
        case "routes.kubelb.k8c.io":
            [
                name, label("OriginName", "kubelb.k8c.io/origin-name"),
                label("OriginNamespace", "kubelb.k8c.io/origin-ns"),
                label("OriginResource", "kubelb.k8c.io/origin-resource-kind"),
            ]
        case "configs.kubelb.k8c.io":
            [name, at("Edition", "status.version.edition"), at("Version", "status.version.gitVersion")]
        case "tenantstates.kubelb.k8c.io": [name, at("Edition", "status.version.edition")]
        case "tenants.kubelb.k8c.io": [name, at("Phase", "status.phase"), age]
        default: RoutingColumns.of(kind) ?? [name, age]
        }
    }

    private static func count(_ map: JSONValue?) -> JSONValue { .number(JSONNumber(map?.object?.count ?? 0)) }
}

/// Ages as kubectl shows them.
enum TimeSpan {
    /// `<unknown>` where there is no time.
    static func text(since text: String?, _ now: Timestamp) -> String {
        guard let start = text.flatMap({ Timestamp($0) }) else { return "<unknown>" }
        return self.text(seconds: max(0, Int(now.seconds(since: start))))
    }

    /// In one or two units, the coarser the longer (apimachinery, `duration.HumanDuration`).
    static func text(seconds: Int) -> String {
        let (minutes, hours) = (seconds / 60, seconds / 3600)
        let days = hours / 24
        func two(_ first: Int, _ unit: String, _ rest: Int, _ small: String) -> String {
            rest == 0 ? "\(first)\(unit)" : "\(first)\(unit)\(rest)\(small)"
        }
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return two(minutes, "m", seconds % 60, "s")
        case ..<10800: return "\(minutes)m"
        case ..<28800: return two(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return two(days, "d", hours % 24, "h")
        case ..<63_072_000: return "\(days)d"
        default: return two(days / 365, "y", days % 365, "d")
        }
    }
}
