import CommandLineKit

/// The options of both controllers.
struct ControllerOptions: OptionGroup {
    var kubeconfig: String?
    var context: String?
    var logLevel = "info"
    var isForced = false

    static let heading = "Controller"
    static var options: [OptionRow<ControllerOptions>] {
        [
            .value(
                \.kubeconfig, "kubeconfig", .text("FILE", completion: .file),
                "Use this kubeconfig for the controller's own cluster"),
            .value(\.context, "context", .text("NAME"), "Use this context of the kubeconfig"),
            .value(\.logLevel, "zap-log-level", .text("LEVEL"), "Set the log level: info, debug, or a number"),
            .flag(\.isForced, "force", "Also work on clusters that are not a sandbox"),
        ]
    }
}

/// The options of the CCM.
struct CCMOptions: OptionGroup {
    var controller = ControllerOptions()
    var kubelbKubeconfig: String?
    var clusterName: String?
    var nodeAddressType = "ExternalIP"
    var usesLoadBalancerClass = false
    var leaderElectionNamespace = "kubelb"

    static let heading = ControllerOptions.heading
    static var options: [OptionRow<CCMOptions>] {
        [
            .group(\.controller, ControllerOptions.options.only(\.kubeconfig, \.context)),
            .value(
                \.kubelbKubeconfig, "kubelb-kubeconfig", .text("FILE", completion: .file),
                "Use this kubeconfig for the management cluster"),
            .value(\.clusterName, "cluster-name", .text("NAME"), "Set the tenant name"),
            .value(
                \.nodeAddressType, "node-address-type",
                .choice("TYPE", ["ExternalIP", "InternalIP", "Hostname"], name: \.self),
                "Use node addresses of this type"),
            .flag(\.usesLoadBalancerClass, "use-loadbalancer-class", "Manage only Services of class kubelb"),
            .value(
                \.leaderElectionNamespace, "leader-election-namespace", .text("NAMESPACE"),
                "Set the namespace of the Lease"),
            .group(\.controller, ControllerOptions.options.without(\.kubeconfig, \.context)),
        ]
    }
}
