/// Clusters with external-dns, for its checks.
enum ExternalDNSExamples {
    /// external-dns runs for Ingresses, and has written these lines.
    static func log(_ lines: [String]) -> String {
        """
        management:
          deployments.apps: {external-dns/external-dns: {metadata: {labels: &labels {app.kubernetes.io/name: external-dns}},
            spec: {replicas: 1, selector: {matchLabels: *labels}, template: {metadata: {labels: *labels}, spec: {containers: [{
            name: external-dns, image: 'registry.k8s.io/external-dns/external-dns:v0.20.0', args: [--source=ingress]}]}}},
            status: {readyReplicas: 1}}}
          pods: {external-dns/external-dns-1: {metadata: {labels: *labels}, spec: {containers: [{name: external-dns}]},
            status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
        logs:
          management/external-dns/external-dns-1/external-dns.log: |

        """ + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
