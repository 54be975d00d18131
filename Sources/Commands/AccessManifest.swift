import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// The rights that the tool needs, as manifests to apply: generated from what the checks declare.
package enum AccessManifest {
    /// For the management cluster alone.
    package static var management: String { manifest(.management) }

    static var text: String {
        ClusterSide.allCases.map(manifest).joined(separator: "---\n")
    }

    private struct Inputs {
        /// Those that a stage of Services or its checks decide by.
        var needed: Set<Input>
        /// Those with which more is seen.
        var more: Set<Input> = []
        /// Those that only Ingresses, Gateways and routes take.
        var layerSeven = Set(ReadPlan.layerSevenInputs)
    }

    private static func inputs(_ side: ClusterSide) -> Inputs {
        var inputs = Inputs(needed: Set(Input.scope))
        for documentation in Catalogue.checks.map(\.documentation) {
            let all = documentation.inputs + documentation.optionalInputs
            if documentation.isLayerSeven {
                inputs.layerSeven.formUnion(all)
                continue
            }
            // What only tells why an address does not respond decides no stage: that takes probes.
            if documentation.stage != nil, documentation.explains != [.probes] {
                inputs.needed.formUnion(documentation.inputs)
            }
            inputs.more.formUnion(all)
        }
        // Logs and numbers confirm what objects decide; pods/proxy is a strong right that nobody should have to grant.
        let confirming = inputs.needed.union(inputs.layerSeven).filter(\.isConfirming)
        inputs.more.formUnion(confirming)
        inputs.needed.subtract(confirming)
        inputs.more.subtract(inputs.needed)
        // Other checks that see more with what only Layer 7 has do without it.
        inputs.needed.subtract(ReadPlan.layerSevenInputs)
        inputs.more.subtract(ReadPlan.layerSevenInputs)
        inputs.layerSeven.subtract(inputs.needed.union(inputs.more))
        inputs.needed = inputs.needed.filter { $0.side == side }
        inputs.more = inputs.more.filter { $0.side == side }
        inputs.layerSeven = inputs.layerSeven.filter { $0.side == side }
        return inputs
    }

    private static func manifest(_ side: ClusterSide) -> String {
        let inputs = inputs(side)
        let name = "kubelb-ctl-\(side.rawValue)"
        var lines = [
            "# \(side == .tenant ? "Tenant" : "Management") cluster: permissions for kubelb-ctl, read-only.",
            "apiVersion: rbac.authorization.k8s.io/v1", "kind: ClusterRole", "metadata:", "  name: \(name)", "rules:",
            "# Required",
        ]
        lines += inputs.needed.sorted().flatMap(rule)
        lines.append("# Optional, for more detailed findings")
        lines += inputs.more.sorted().map(rule).uniqued().flatMap { $0 } + evidence(side)
        lines.append(
            "# Optional, for Ingresses, Gateways and routes. kubelb-ctl requests only the metadata of Secrets, but RBAC"
        )
        lines.append(
            "# cannot restrict list to metadata: without this permission, certificates are reported as unknown.")
        lines += inputs.layerSeven.sorted().flatMap(rule)
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
        let isSecrets = [SecretMetadata.resource, SyncSecret.resource].contains(right.resource)
        let verbs = right.verb == "list" && !isSecrets ? "get, list, watch" : right.verb
        return [
            "- apiGroups: [\"\(parts.count > 1 ? parts[1] : "")\"]", "  resources: [\"\(parts[0])\"]",
            "  verbs: [\(verbs)]",
        ]
    }
}

extension AccessManifest {
    /// What `--dry-run-apply` needs besides. The API server asks for the permissions of the write that it only tries.
    static var dryRunText: String {
        """
        ---
        # Management cluster: for --dry-run-apply only. kubelb-ctl changes nothing with these permissions; other
        # clients can.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: kubelb-ctl-management-dry-run
        rules:
        - apiGroups: ["networking.k8s.io"]
          resources: ["ingresses"]
          verbs: [create, patch]
        - apiGroups: ["gateway.networking.k8s.io"]
          resources: ["gateways", "grpcroutes", "httproutes"]
          verbs: [create, patch]

        """
    }
}
