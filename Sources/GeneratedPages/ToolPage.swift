import CommandLineKit
import Commands

/// kubelb-ctl(1).
enum ToolPage {
    static var text: String {
        ManPage.page(
            of: CommandTables.table,
            description: """
                kubelb-ctl tells why a Service of type LoadBalancer that KubeLB should serve has no address, or has one and \
                answers nobody. It reads the tenant cluster and the management cluster, follows each Service through five \
                stages, and names the first thing that is broken, the evidence for it, and the commands that mend it.
                What could not be read is called unknown, with the right or the connection that is missing. It is never \
                reported as missing. Nothing is written to a cluster but by kubelb-ctl cleanup, once it is told to.
                """,
            sections: [
                ManPage.Section(
                    "The five stages",
                    "A Service stands at the first stage that is not ok. The later ones are blocked, not broken.",
                    items: [
                        (
                            "Created",
                            "The Service is one that KubeLB takes: its type, its class, ports with node ports."
                        ),
                        (
                            "Propagated",
                            "The CCM has written its LoadBalancer and the nodes' Addresses to the management cluster."
                        ),
                        (
                            "Provisioned",
                            "The manager has made the Service envoy-UID, that has an address, and Envoy runs."
                        ),
                        ("Synced", "The address is the same in all three objects."),
                        ("Routed", "Ready endpoints stand behind the node ports, and Envoy is configured."),
                    ]),
                ManPage.Section(
                    "The two clusters",
                    """
                    The tenant cluster is found as kubectl finds it: by --kubeconfig, --context, KUBECONFIG, ~/.kube/config, or \
                    by the service account of a pod. The management cluster is named by --management-context or \
                    --management-kubeconfig, or by the variables below. Where nothing names it, the CCM's own credentials, the \
                    Secret kubelb/kubelb-cluster of the tenant cluster, lead there; --no-ccm-credentials switches that off.
                    Who looks at several pairs of clusters gives them names in a configuration file: kubelb-ctl-config(5).
                    Most commands read a bundle of both clusters instead, written by kubelb-ctl collect: --from-bundle.
                    """),
            ],
            references: ManPages.commandReferences + [
                ManPage.Reference("kubelb-ctl-config", 5), ManPage.Reference("kubelb-ctl-checks", 7),
                ManPage.Reference("kubelb-sandbox", 1),
                ManPage.Reference("kubectl", 1),
            ],
            edition: ManPages.edition)
    }
}
