import Documents
import Kubernetes

enum ServiceColumns {
    static let all: [TableColumn] = [
        .name, .at("Type", "spec.type"),
        TableColumn("Cluster-IP") { service, _ in service["spec"]?["clusterIP"] ?? "<none>" },
        TableColumn("External-IP") { service, _ in .string(externalAddress(service)) },
        TableColumn("Port(s)") { service, _ in .string(ports(service)) }, .age,
        TableColumn("Selector", priority: 1) { service, _ in .string(LabelText.of(service["spec"]?["selector"])) },
    ]

    private static func externalAddress(_ service: JSONValue) -> String {
        switch service["spec"]?["type"]?.string {
        case "LoadBalancer":
            let addresses = (service["status"]?["loadBalancer"]?["ingress"]?.array ?? []).compactMap {
                $0["ip"]?.string ?? $0["hostname"]?.string
            }
            return addresses.isEmpty ? "<pending>" : addresses.joined(separator: ",")
        case "ExternalName": return service["spec"]?["externalName"]?.string ?? "<none>"
        default: return "<none>"
        }
    }

    private static func ports(_ service: JSONValue) -> String {
        let ports = service["spec"]?["ports"]?.array ?? []
        guard !ports.isEmpty else { return "<none>" }
        return ports.map { port in
            let node = port["nodePort"]?.int.map { ":\($0)" } ?? ""
            return "\(port["port"]?.int ?? 0)\(node)/\(port["protocol"]?.string ?? "TCP")"
        }.joined(separator: ",")
    }
}

enum LabelText {
    /// `a=b,c=d`, or `<none>`.
    static func of(_ map: JSONValue?) -> String {
        let members = map?.object?.members ?? []
        guard !members.isEmpty else { return "<none>" }
        return members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")
    }
}

enum SliceColumns {
    static let all: [TableColumn] = [
        .name, .at("AddressType", "addressType"),
        TableColumn("Ports") { slice, _ in
            let ports = (slice["ports"]?.array ?? []).compactMap { $0["port"]?.int.map(String.init) }
            return .string(ports.isEmpty ? "<unset>" : ports.joined(separator: ","))
        },
        TableColumn("Endpoints") { slice, _ in
            let addresses = (slice["endpoints"]?.array ?? []).flatMap { $0["addresses"]?.array ?? [] }.compactMap(
                \.string)
            guard !addresses.isEmpty else { return "<unset>" }
            let more = addresses.count > 3 ? " + \(addresses.count - 3) more..." : ""
            return .string(addresses.prefix(3).joined(separator: ",") + more)
        }, .age,
    ]
}

/// Of Events of both groups: `events.k8s.io` has other names for the same fields.
enum EventColumns {
    static let all: [TableColumn] = [
        TableColumn("Last Seen") { event, now in
            let times = ["lastTimestamp", "deprecatedLastTimestamp", "eventTime"]
            return .string(TimeSpan.text(since: times.lazy.compactMap { event[$0]?.string }.first, now))
        }, .at("Type", "type"), .at("Reason", "reason"),
        TableColumn("Object") { event, _ in
            let object = event["involvedObject"] ?? event["regarding"]
            return .string("\(object?["kind"]?.string?.lowercased() ?? "")/\(object?["name"]?.string ?? "")")
        }, TableColumn("Message") { event, _ in event["message"] ?? event["note"] ?? "" },
    ]
}
