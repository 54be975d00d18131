/// What is known about who gives addresses, the same for all that wait for one: computed when it is first asked for.
final class AddressSources {
    private let context: CheckContext

    init(_ context: CheckContext) {
        self.context = context
    }

    lazy var balancers = LoadBalancers(context)
    lazy var pools = AddressPools(context)
    lazy var switchedOff = SwitchedOffBalancer(context)
    lazy var missingProvider = MissingCloudProvider(context)
}
