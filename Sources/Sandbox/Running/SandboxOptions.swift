import Controllers

/// What a sandbox is made of.
package struct SandboxOptions: Sendable {
    package var tenants = 1
    /// Nodes of each tenant cluster.
    package var nodes = 2
    /// Services that are there from the start, in the first tenant cluster.
    package var services = 0
    /// nil: a new temporary directory.
    package var directory: String?
    /// Whether a Service whose selector matches no pod gets two.
    package var makesPods = true
    package var timing = Timing()

    /// How fast things happen: in a sandbox nobody wants to wait as long as on real clusters.
    package struct Timing: Sendable {
        /// The first pause after a container ended with an error; it doubles up to `longestBackOff`.
        package var backOff = Duration.seconds(1)
        package var longestBackOff = Duration.seconds(10)
        /// Of the Leases that CCM and manager hold, in whole seconds.
        package var leaseDuration = Duration.seconds(15)
        /// Between two checks of a node port by the proxy.
        package var healthCheckInterval = Duration.seconds(5)
        /// How long a CCM that may not read its namespace goes on before it ends.
        package var cacheSyncTimeout = Duration.seconds(120)

        var lease: LeaderLease.Timing {
            var timing = LeaderLease.Timing()
            timing.duration = leaseDuration
            timing.renewDeadline = leaseDuration * 2 / 3
            timing.retryPeriod = leaseDuration / 8
            return timing
        }

        package init() {}

        /// For tests.
        package static var quick: Timing {
            var timing = Timing()
            timing.backOff = .milliseconds(200)
            timing.longestBackOff = .seconds(2)
            timing.leaseDuration = .seconds(4)
            timing.healthCheckInterval = .milliseconds(500)
            timing.cacheSyncTimeout = .seconds(3)
            return timing
        }
    }

    package init() {}
}
