import KubeLB
import Kubernetes
import Topology

/// Commands about one LoadBalancer of the management cluster.
enum LoadBalancerCommands {
    /// The resource with its group: clusters serve other kinds of that name.
    private static let resource = LoadBalancer.resource

    /// `kubectl --context mgmt -n tenant-acme VERB loadbalancers.kubelb.k8c.io <uid> REST`.
    static func command(
        _ verb: String, namespace: String, name: String, _ rest: ShellWords, _ context: CheckContext
    ) -> ShellCommand {
        context.kubectl(
            .management,
            "-n \(namespace) \(verb) \(resource) \(name) \(words: rest)")
    }

    /// Changes nothing in the end, but makes the manager reconcile the LoadBalancer.
    static func touch(_ loadBalancer: LoadBalancer, _ context: CheckContext) -> ShellCommand {
        command("label", loadBalancer, "kubelb-ctl/touched=true", context)
            .then(command("label", loadBalancer, "kubelb-ctl/touched-", context))
    }

    static func command(
        _ verb: String, _ loadBalancer: LoadBalancer, _ rest: ShellWords, _ context: CheckContext
    ) -> ShellCommand {
        command(
            verb, namespace: loadBalancer.metadata.namespace, name: loadBalancer.metadata.name, rest, context)
    }
}
