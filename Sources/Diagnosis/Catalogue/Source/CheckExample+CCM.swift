extension CheckExample {
    /// Changes with which the CCM runs with its cluster name and these arguments only, and further changes.
    static func ccm(_ arguments: String, _ changes: String = "") -> String {
        """
        tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
          image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [--cluster-name=acme, \(arguments)]}]}}}}}}
        """ + (changes.isEmpty ? "" : "\n---\n" + changes)
    }
}
