import Documents
import Kubernetes

/// Ingresses and their classes, as Kubernetes itself prints them (`pkg/printers/internalversion`).
enum IngressColumns {
    static let all: [TableColumn] = [
        .name, TableColumn("Class") { ingress, _ in ingress["spec"]?["ingressClassName"] ?? "<none>" },
        TableColumn("Hosts") { ingress, _ in .string(hosts(ingress["spec"]?["rules"]?.array ?? [])) },
        TableColumn("Address") { ingress, _ in
            let addresses = (ingress["status"]?["loadBalancer"]?["ingress"]?.array ?? []).compactMap {
                $0["ip"]?.string ?? $0["hostname"]?.string
            }
            return .string(addresses.joined(separator: ","))
        },
        TableColumn("Ports") { ingress, _ in
            (ingress["spec"]?["tls"]?.array ?? []).isEmpty ? "80" : "80, 443"
        }, .age,
    ]

    static let classes: [TableColumn] = [
        .name, .at("Controller", "spec.controller"),
        TableColumn("Parameters") { ingressClass, _ in
            guard let parameters = ingressClass["spec"]?["parameters"] else { return "<none>" }
            let group = parameters["apiGroup"]?.string.map { ".\($0)" } ?? ""
            return .string("\(parameters["kind"]?.string ?? "")\(group)/\(parameters["name"]?.string ?? "")")
        }, .age,
    ]

    private static func hosts(_ rules: [JSONValue]) -> String {
        let hosts = rules.compactMap { $0["host"]?.string }.filter { !$0.isEmpty }
        guard !hosts.isEmpty else { return "*" }
        let more = hosts.count > 3 ? " + \(rules.count - 3) more..." : ""
        return hosts.prefix(3).joined(separator: ",") + more
    }
}

/// Kinds of the Gateway API and of cert-manager, by the columns in their definitions (`additionalPrinterColumns`).
enum RoutingColumns {
    static func of(_ kind: ServedKind) -> [TableColumn]? {
        switch kind.resource {
        case "gatewayclasses.gateway.networking.k8s.io":
            [
                .name, .at("Controller", "spec.controllerName"), condition("Accepted"), .age,
                .at("Description", "spec.description", priority: 1),
            ]
        case "gateways.gateway.networking.k8s.io":
            [
                .name, .at("Class", "spec.gatewayClassName"),
                TableColumn("Address") { gateway, _ in gateway["status"]?["addresses"]?[0]?["value"] ?? .null },
                condition("Programmed"), .age,
            ]
        case "httproutes.gateway.networking.k8s.io", "grpcroutes.gateway.networking.k8s.io":
            [.name, TableColumn("Hostnames") { route, _ in text(route["spec"]?["hostnames"]) }, .age]
        case "certificates.cert-manager.io":
            [
                .name, condition("Ready"), .at("Secret", "spec.secretName"),
                .at("Issuer", "spec.issuerRef.name", priority: 1), message("Ready"), .age,
            ]
        case "certificaterequests.cert-manager.io":
            [
                .name, condition("Approved"), condition("Denied"), condition("Ready"),
                .at("Issuer", "spec.issuerRef.name"), .at("Requester", "spec.username"), message("Ready"), .age,
            ]
        case "issuers.cert-manager.io", "clusterissuers.cert-manager.io":
            [.name, condition("Ready"), message("Ready"), .age]
        case "orders.acme.cert-manager.io":
            [
                .name, .at("State", "status.state"), .at("Issuer", "spec.issuerRef.name", priority: 1),
                .at("Reason", "status.reason", priority: 1), .age,
            ]
        case "challenges.acme.cert-manager.io":
            [
                .name, .at("State", "status.state"), .at("Domain", "spec.dnsName"),
                .at("Reason", "status.reason", priority: 1), .age,
            ]
        case "validatingadmissionpolicies.admissionregistration.k8s.io":
            [
                .name,
                TableColumn("Validations", type: "integer") { policy, _ in
                    .number(JSONNumber(policy["spec"]?["validations"]?.array?.count ?? 0))
                },
                TableColumn("ParamKind") { policy, _ in
                    guard let kind = policy["spec"]?["paramKind"] else { return "<unset>" }
                    return .string("\(kind["apiVersion"]?.string ?? "")/\(kind["kind"]?.string ?? "")")
                }, .age,
            ]
        case "validatingadmissionpolicybindings.admissionregistration.k8s.io":
            [
                .name, .at("PolicyName", "spec.policyName"),
                TableColumn("ParamRef") { binding, _ in
                    guard let reference = binding["spec"]?["paramRef"] else { return "<unset>" }
                    return .string("\(reference["namespace"]?.string ?? "*")/\(reference["name"]?.string ?? "*")")
                }, .age,
            ]
        default: nil
        }
    }

    private static func found(_ type: String, _ object: JSONValue) -> JSONValue? {
        object["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    private static func condition(_ type: String) -> TableColumn {
        TableColumn(type) { object, _ in found(type, object)?["status"] ?? .null }
    }

    private static func message(_ type: String) -> TableColumn {
        TableColumn("Status", priority: 1) { object, _ in found(type, object)?["message"] ?? .null }
    }

    /// A list in a column of strings is shown as JSON.
    private static func text(_ value: JSONValue?) -> JSONValue {
        value.map { .string(String(decoding: $0.encoded(), as: UTF8.self)) } ?? .null
    }
}
