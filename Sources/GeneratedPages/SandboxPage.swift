import CommandLineKit
import Sandbox

/// kubelb-sandbox(1).
enum SandboxPage {
    static var text: String {
        ManPage.page(
            of: SandboxTable.table,
            description: """
                kubelb-sandbox runs KubeLB's complete Layer 4 flow on the loopback addresses of one machine, without root and \
                without a cluster: API servers of a tenant cluster and a management cluster, the CCM and the manager, an address \
                pool, nodes and pods, and the proxy that carries the traffic. Inject faults to see how kubelb-ctl reports them.
                """,
            holdsCommands: true, references: [ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubectl", 1)],
            edition: ManPages.edition)
    }
}
