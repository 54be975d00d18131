/// What examples of the ingress controller's log have in common.
enum IngressNGINXExamples {
    /// The backend of Ingress `shop/site`, as its log names it.
    static let upstream = "tenant-acme-shop-site-api-80"

    /// Its pod, and a log that says the same twice.
    static func twice(_ line: String) -> String {
        log(["11:30:00", "11:40:00"].map { "2026/11/22 \($0) \(line)" })
    }

    /// Its pod, and its log.
    static func log(_ lines: [String]) -> String {
        """
        management: {pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
          spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}}
        logs:
          management/ingress-nginx/nginx-1/controller.log: |

        """ + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
