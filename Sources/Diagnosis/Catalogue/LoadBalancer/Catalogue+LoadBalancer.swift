extension Catalogue {
    static let loadBalancer: [any Check] = [
        L001Missing(), L002OriginLabels(), L003Drift(), L004Endpoints(), L005NotAccepted(), L006DeletionStuck(),
        L007StatusMissing(), L008SeveralLoadBalancers(), L009HostnameDenied(), L010ManagerErrors(),
        L011Rejected(), L012HostnameFails(),
    ]
}
