import Diagnosis
import KubeLB
import Topology

/// The rights that the tool needs, as manifests to apply: generated from what the checks declare.
enum AccessManifest {
    static var text: String {
        ClusterSide.allCases.map(manifest).joined(separator: "---\n")
    }

    /// Inputs that a stage or its checks decide by, and inputs with which more is seen.
    private static func inputs(_ side: ClusterSide) -> (needed: [Input], more: [Input]) {
        var needed = Set(Input.scope)
        var more = Set<Input>()
        for documentation in Catalogue.checks.map(\.documentation) {
            // What only tells why an address does not respond decides no stage: that takes probes.
            if documentation.stage != nil, documentation.explains != [.probes] {
                needed.formUnion(documentation.inputs)
            } else {
                more.formUnion(documentation.inputs)
            }
            more.formUnion(documentation.optionalInputs)
        }
        // Logs and numbers confirm what objects decide; pods/proxy is a strong right that nobody should have to grant.
        more.formUnion(needed.filter(\.isConfirming))
        needed.subtract(needed.filter(\.isConfirming))
        more.subtract(needed)
        return (needed.filter { $0.side == side }.sorted(), more.filter { $0.side == side }.sorted())
    }

    private static func manifest(_ side: ClusterSide) -> String {
        let (needed, more) = inputs(side)
        let name = "kubelb-ctl-\(side.rawValue)"
        var lines = [
            "# \(side == .tenant ? "Tenant" : "Management") cluster: permissions for kubelb-ctl, read-only.",
            "apiVersion: rbac.authorization.k8s.io/v1", "kind: ClusterRole", "metadata:", "  name: \(name)", "rules:",
            "# Required",
        ]
        lines += needed.flatMap(rule)
        lines.append("# Optional, for more detailed findings")
        lines += more.map(rule).uniqued().flatMap { $0 } + evidence(side)
        return lines.map { $0 + "\n" }.joined()
    }

    /// For what is no list: the CCM's kubeconfig and the one issued for it, which are compared and never shown, and what the
    /// CCM's ServiceAccount may do.
    private static func evidence(_ side: ClusterSide) -> [String] {
        let name = side == .tenant ? KubeLBNames.ccmKubeconfigSecret : KubeLBNames.issuedKubeconfigSecret
        let secret = [
            "- apiGroups: [\"\"]", "  resources: [\"secrets\"]", "  resourceNames: [\"\(name)\"]", "  verbs: [get]",
        ]
        guard side == .tenant else { return secret }
        return secret + [
            "- apiGroups: [\"authorization.k8s.io\"]", "  resources: [\"subjectaccessreviews\"]", "  verbs: [create]",
        ]
    }

    private static func rule(_ input: Input) -> [String] {
        guard let right = input.right else { return [] }
        let parts = right.resource.split(separator: ".", maxSplits: 1).map(String.init)
        // Watches are what --watch, --wait and -f go by; without the right they look from time to time.
        let verbs = right.verb == "list" ? "get, list, watch" : right.verb
        return [
            "- apiGroups: [\"\(parts.count > 1 ? parts[1] : "")\"]", "  resources: [\"\(parts[0])\"]",
            "  verbs: [\(verbs)]",
        ]
    }
}
