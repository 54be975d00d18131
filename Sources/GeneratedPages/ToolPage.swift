import CommandLineKit
import Commands

/// kubelb-ctl(1).
enum ToolPage {
    static var text: String {
        ManPage.page(
            of: CommandTables.table,
            description: """
                kubelb-ctl diagnoses Services of type LoadBalancer that KubeLB should serve but that have no address, or have one but \
                do not respond. It reads the tenant cluster and the management cluster, follows each Service through five stages, \
                and reports the first thing that is broken, the evidence for it, and the commands that fix it.
                Anything it could not read is reported as unknown, with the missing permission or the failed connection, never as \
                absent. Only kubelb-ctl cleanup changes a cluster, and only on request.
                """,
            sections: [
                ManPage.Section(
                    "The five stages",
                    "The status of a Service is the first stage that is not ok. Later stages are blocked, not broken.",
                    items: [
                        (
                            "Created",
                            "The Service is managed by KubeLB: it has the right type and class, and its ports have node ports."
                        ),
                        (
                            "Propagated",
                            "The CCM has written its LoadBalancer and the nodes' Addresses to the management cluster."
                        ),
                        (
                            "Provisioned",
                            "The manager has created the Service envoy-UID, it has an address, and Envoy is running."
                        ),
                        ("Synced", "The address is the same in all three objects."),
                        ("Routed", "The node ports have ready endpoints, and Envoy is configured."),
                    ]),
                ManPage.Section(
                    "The two clusters",
                    """
                    The tenant cluster is selected as in kubectl: by --kubeconfig, --context, KUBECONFIG, ~/.kube/config, or the \
                    service account of a pod. The management cluster is selected by --management-context or \
                    --management-kubeconfig, or by the variables below. If none of them is set, the tool uses the CCM's own \
                    credentials, the Secret kubelb/kubelb-cluster of the tenant cluster; --no-ccm-credentials disables that.
                    If you work with several pairs of clusters, name them in a configuration file: kubelb-ctl-config(5).
                    Most commands can read a bundle instead, written by kubelb-ctl collect: --from-bundle.
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
