import CommandLineKit
import Sandbox

/// kubelb-sandbox(1).
enum SandboxPage {
    static var text: String {
        ManPage.page(
            of: SandboxTable.table,
            description: """
                kubelb-sandbox is KubeLB's whole Layer-4 flow on the loopback addresses of one machine, without root and without \
                a cluster: API servers of a tenant cluster and a management cluster, CCM and manager, an address pool, nodes and \
                pods, and the proxy that carries the traffic. Faults can be injected, to see what kubelb-ctl says of them.
                """,
            holdsCommands: true, references: [ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubectl", 1)],
            edition: ManPages.edition)
    }
}
