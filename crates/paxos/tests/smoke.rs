use quorate_paxos::basic::BasicPaxos;
use quorate_proto::entry;
use quorate_sim::{Record, Setup, World};

#[test]
fn decides() {
    for nodes in 1..=9 {
        for seed in 0..200 {
            let mut setup = Setup::new(entry::<BasicPaxos>(), seed);
            setup.nodes = nodes;
            setup.parameters.set(setup.protocol.meta(), 0, u32::from(seed % 2 == 1));
            setup.parameters.set(setup.protocol.meta(), 3, u32::from(seed % 3 == 1));
            setup.parameters.set(setup.protocol.meta(), 4, u32::from(seed % 5 == 1));
            let mut world = World::new(&setup);
            let mut record = Record::default();
            while world.now() < 20_000_000 && world.step(&mut record) {}
            for v in world.verdicts() {
                assert_eq!(v.standing, quorate_sim::Standing::Holds, "{nodes} {seed} {} {:?} {}", v.property.id, v.at, world.now());
            }
        }
    }
}
