//! English.

use super::words::{BotPlaces, Cap, Entry, Limit, Order, Overshoot, Room, Verdict, WaitingRoomWords};
use crate::messages::{English, Numbers, Words};

const WAITING: &str = "Most people in the waiting room";
const EXPECTED: &str = "people come at the expected rate, as many as possible are let in, and the portal \
    stays healthy; random variation is left out";
const BEGINS_LATER: &str = "the room begins later, and a run gives the mean over the whole run";

impl WaitingRoomWords for English {
    fn begins(&self, civil: &str) -> Words {
        Words {
            label: "The waiting room begins at".into(),
            sentence: format!(
                "Everybody passes until {}. From then on, people who have not been let in queue at their \
                 next request, on the page they are on.",
                self.instant(civil)
            )
            .into(),
            formula: "as the policy says",
            assumes: "nobody comes earlier because of the room; the values below about the room hold \
                from then on"
                .into(),
            not_simulated: "it is part of the input".into(),
        }
    }

    fn cap(&self, cap: Cap) -> Words {
        let (at_most, share) = (
            self.count(cap.most_inside),
            self.percent(cap.most_inside / cap.bears),
        );
        let verdict = match cap.verdict {
            Verdict::KeepsUp => "The portal keeps up.",
            Verdict::Close => "This is close to the limit: some launches will go well, and others will not.",
            Verdict::Paced => "This is beyond the limit: only the rate of calls protects the portal.",
            Verdict::Beyond => "This is beyond the limit: the room is about as bad as none.",
        };
        let mix = cap.half_operators.map_or(String::new(), |most| {
            format!(
                " That is for people who apply themselves. If half of those inside are operators of \
                 offices, who pause between files, the portal can bear {} people, and the cap is {} of \
                 that.",
                self.count(most.floor()),
                self.percent(cap.most_inside / most)
            )
        });
        Words {
            label: "Waiting room's cap, of the most it can bear".into(),
            sentence: format!(
                "At most {at_most} people are let in at once, {share} of the most that the portal can \
                 bear. {verdict}{mix}"
            )
            .into(),
            formula: "cap over saturation point",
            assumes: "everybody inside is at work, at the usual speed; if the cap is within about ten per \
                cent of the limit, simulations of the same day differ"
                .into(),
            not_simulated: "one run has one cap; a sweep over the cap shows the limit".into(),
        }
    }

    fn page_time_at_cap(&self, seconds: f64) -> Words {
        Words {
            label: "Page time when the cap is reached".into(),
            sentence: format!(
                "A page takes {} when the cap is reached and everybody inside is at work.",
                self.exact_time(seconds)
            )
            .into(),
            formula: "R = max(S, N/C − Z)",
            assumes: "so many people are inside that random variation does not count, and nobody reloads"
                .into(),
            not_simulated: BEGINS_LATER.into(),
        }
    }

    fn entry_rate(&self, entry: Entry) -> Words {
        let limit = match entry.limit {
            Limit::Portal => "The capacity of the portal",
            Limit::Calls => "The rate of calls",
            Limit::Places => "The number of places",
        };
        let no_shows = if entry.no_show > 0.0 {
            format!(
                " {} of the people who are called do not come, and a place is kept for {} for each of them.",
                self.percent(entry.no_show),
                self.exact_time(entry.claim_s)
            )
        } else {
            String::new()
        };
        let not_simulated = if entry.begins_later {
            BEGINS_LATER
        } else {
            "a run has busy and quiet hours; see what the portal can complete"
        };
        Words {
            label: "People let in while others wait".into(),
            sentence: format!(
                "{} people a second come in and complete an application, {} an hour. {limit} limits \
                 it.{no_shows}",
                self.significant(entry.rate),
                self.count(entry.rate * 3_600.0)
            )
            .into(),
            formula: "least of r (1−q), A / time in a place, C",
            assumes: "somebody is always waiting to be called; people apply for themselves, and nobody \
                reloads"
                .into(),
            not_simulated: not_simulated.into(),
        }
    }

    fn places_taken(&self, places: f64) -> Words {
        Words {
            label: "Places taken".into(),
            sentence: format!(
                "{} places are taken on average, including places that are kept for people who do not come.",
                self.significant(places)
            )
            .into(),
            formula: "Little's law, r (1−q) E[session] + r q claim",
            assumes: "somebody is always waiting to be called".into(),
            not_simulated: BEGINS_LATER.into(),
        }
    }

    fn nobody_waits(&self) -> Words {
        Words {
            label: WAITING.into(),
            sentence: "People are let in as fast as they come: on average nobody waits. Waits caused by \
                random variation are not predicted here."
                .into(),
            ..Words::default()
        }
    }

    fn most_waiting(&self, people: f64) -> Words {
        Words {
            label: WAITING.into(),
            sentence: format!(
                "At the worst time {} people are in the waiting room.",
                self.rounded(people)
            )
            .into(),
            formula: "fluid queue (Δ/GI/1), step by step",
            assumes: EXPECTED.into(),
            ..Words::default()
        }
    }

    fn polling_peak(&self, every_s: f64, rate: f64) -> Words {
        Words {
            label: "Requests of waiting pages at that time".into(),
            sentence: format!(
                "Each waiting page asks every {} whether its turn has come: {} requests a second, for \
                 the servers of the waiting page.",
                self.exact_time(every_s),
                self.significant(rate)
            )
            .into(),
            formula: "waiting over polling interval",
            assumes: EXPECTED.into(),
            ..Words::default()
        }
    }

    fn polls(&self, polls: f64) -> Words {
        Words {
            label: "Requests of waiting pages in all".into(),
            sentence: format!(
                "Waiting pages ask {} times over the whole run.",
                self.rounded(polls)
            )
            .into(),
            formula: "integral of the waiting over the interval",
            assumes: EXPECTED.into(),
            ..Words::default()
        }
    }

    fn mean_wait(&self, seconds: f64, order: Order) -> Words {
        let order = match order {
            Order::Arrival => "They are called in the order in which they came.",
            Order::Lottery => "They are called by lot; this changes who waits long, but not the mean.",
        };
        Words {
            label: "Mean wait until the call".into(),
            sentence: format!(
                "People who have to wait, wait {} on average. {order}",
                self.exact_time(seconds)
            )
            .into(),
            formula: "Little's law on the fluid queue",
            assumes: EXPECTED.into(),
            ..Words::default()
        }
    }

    fn bot_places(&self, bots: BotPlaces) -> Words {
        Words {
            label: "Places that bots in the queue would hold".into(),
            sentence: format!(
                "Bots take {} tickets a second, and keep each place they are called to for {}. With \
                 enough calls they would hold {} places; the room has {}.",
                self.significant(bots.rate),
                self.exact_time(bots.held_s),
                self.rounded(bots.places),
                self.rounded(bots.cap)
            )
            .into(),
            formula: "Little's law, and thinning by the challenge",
            assumes: "the attack is at its strongest; a challenge before the room works all the time; \
                tickets are called as fast as they are taken"
                .into(),
            not_simulated: "a run gives the calls that bots got, not the places".into(),
        }
    }

    fn adaptive_rate(&self, capacity: f64, decrease: f64) -> Words {
        Words {
            label: "Mean rate of calls, when it adapts".into(),
            sentence: format!(
                "The rate of calls rises to the {} a second that the portal can complete, falls to {} of \
                 that, and rises again.",
                self.significant(capacity),
                self.percent(decrease)
            )
            .into(),
            formula: "sawtooth of additive increase, multiplicative decrease, C (1+β)/2",
            assumes: "steps are small; the portal shows at once that it is overloaded; all who are \
                called are people who wait"
                .into(),
            not_simulated: "a run counts calls over the whole run, also in hours in which few people \
                wait"
                .into(),
        }
    }

    fn phantom_places(&self, rate: f64, keeps_s: f64) -> Words {
        Words {
            label: "Places taken by clients without cookies".into(),
            sentence: format!(
                "{} clients without cookies come each second, and each of them keeps a place for {}.",
                self.significant(rate),
                self.exact_time(keeps_s)
            )
            .into(),
            formula: "Little's law",
            assumes: "they are called as fast as they come".into(),
            not_simulated: "a run does not separate their places from others".into(),
        }
    }

    fn overshoot(&self, overshoot: Overshoot) -> Words {
        Words {
            label: "People called after the room is full".into(),
            sentence: format!(
                "The room sees places {} late: up to {} people are inside, instead of {}.",
                self.exact_time(overshoot.lag_s),
                self.rounded(overshoot.inside),
                self.count(overshoot.cap)
            )
            .into(),
            formula: "rate times delay",
            assumes: "enough people wait".into(),
            not_simulated: "a run gives the mean number inside, not the largest".into(),
        }
    }

    fn claims_until_stuck(&self, places: f64) -> Words {
        Words {
            label: "Calls answered until the room is stuck".into(),
            sentence: format!(
                "Each of the {} places is lost for good when a call to it is not answered. When all are \
                 lost, nobody is called any more.",
                self.count(places)
            )
            .into(),
            formula: "negative binomial law, A (1−q)/q",
            assumes: "everybody comes in by a call, and each call goes unanswered with the same \
                probability"
                .into(),
            not_simulated: "the room need not be stuck by the end of a run".into(),
        }
    }

    fn queue(&self) -> [&'static str; 2] {
        ["queue, nobody called yet", "queue"]
    }

    fn room(&self, room: Room) -> [String; 4] {
        let inside = format!("waiting room, {} inside at most", self.spoken_count(room.cap));
        let burst = if room.burst > 1.0 {
            format!(" and {} at once", self.spoken_count(room.burst))
        } else {
            String::new()
        };
        let paced = room.release.map_or_else(
            || inside.clone(),
            |release| format!("{inside}, {} called a second{burst}", self.spoken_number(release)),
        );
        let order = match room.order {
            Order::Arrival => "first come, first called",
            Order::Lottery => "called by lot",
        };
        [
            format!("{paced}, {order}"),
            paced,
            inside,
            "waiting room".to_owned(),
        ]
    }
}
