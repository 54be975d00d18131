import Documents
import KubeLB
import Kubernetes
import Topology

extension Remedy {
    static func fix(_ text: String, _ command: ShellCommand? = nil, risk: Risk = .none) -> Remedy {
        Remedy(text, command: command, risk: risk)
    }
    static func then(_ text: String, _ command: ShellCommand? = nil, risk: Risk = .none) -> Remedy {
        Remedy(text, command: command, risk: risk)
    }
    static func inspect(_ text: String, _ command: ShellCommand? = nil) -> Remedy { Remedy(text, command: command) }
}

extension CheckContext {
    func kubectl(_ verb: ShellWords, _ object: ObjectReference, _ rest: ShellWords = "") -> ShellCommand {
        let namespace: ShellWords = object.namespace.isEmpty ? "" : "-n \(object.namespace)"
        return kubectl(
            object.side, "\(words: namespace) \(words: verb) \(object.kind.lowercased())/\(object.name) \(words: rest)")
    }
    func apply(_ side: ClusterSide, _ manifest: JSONValue) -> ShellCommand {
        ShellCommand("printf %s \(json: manifest)").piped(into: kubectl(side, "apply -f -"))
    }
    func networkPolicies(_ side: ClusterSide, namespace: String) -> ShellCommand {
        kubectl(side, "-n \(namespace) get networkpolicies -o yaml")
    }
    var listTenantNodes: ShellCommand { kubectl(.tenant, "get nodes -o wide") }
    func podsOfTenantNode(_ name: String) -> ShellCommand {
        kubectl(.tenant, "get pods -A -o wide --field-selector spec.nodeName=\(name)")
    }
    func set(_ name: String, _ value: HelmValue, of controller: Controller) -> ShellCommand {
        HelmRelease(of: controller).set(name, value, self)
    }
}
