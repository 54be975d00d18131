/// What examples of the ingress controller's log have in common.
enum IngressNGINXExamples {
    /// Its pod, and a log that says the same twice.
    static func twice(_ line: String) -> String {
        """
        management: {pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
          spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}}
        logs:
          management/ingress-nginx/nginx-1/controller.log: |
            2026/11/22 11:30:00 \(line)
            2026/11/22 11:40:00 \(line)
        """
    }
}
