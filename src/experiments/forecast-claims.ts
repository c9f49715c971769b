import type { Claim } from "../report/index.node.ts";
import type { ForecastGroup } from "./forecast-curves.ts";
import { tableNets } from "./forecast-printed.ts";

/** The groups of one series and one horizon. */
interface Setting {
  readonly name: string;
  error(model: string): number;
}

/** "Comparable": an error at most so much above. */
const comparable = 1.1;

/** What table 6 is to show, and what stands beside it. */
export function forecastClaims(groups: readonly ForecastGroup[]): Claim[] {
  const settings = settingsOf(groups);
  return [
    efficientClaim(settings),
    windowClaim(settings),
    usefulClaim(settings),
    orderClaim(settings),
    linearClaim(settings),
  ];
}

function efficientClaim(settings: readonly Setting[]): Claim {
  const efficient = ["random features", "linear"];
  const close = settings.filter(({ error }) =>
    efficient.every((net) => error(net) <= comparable * error("dense")),
  );
  const better = settings.filter(({ error }) => efficient.some((net) => error(net) < error("dense")));
  return {
    by: "paper",
    statement:
      "Random-feature and linear layers forecast comparably to the dense one, and better in several settings.",
    verdict: close.length >= settings.length / 2 && better.length > 0 ? "holds" : "fails",
    reason: `Both are within 10 % of the dense layer’s error in ${close.length} of ${settings.length} settings; one of them is below it in ${better.length}.`,
  };
}

function windowClaim(settings: readonly Setting[]): Claim {
  const worse = settings.filter(({ error }) => error("window") > 1.5 * error("dense"));
  return {
    by: "paper",
    statement: "A window degrades the forecast significantly in most settings.",
    verdict: worse.length > settings.length / 2 ? "holds" : "fails",
    reason: `Its error is more than half above the dense layer’s in ${worse.length} of ${settings.length} settings. A window is the one separation that sees the order of values.`,
  };
}

function usefulClaim(settings: readonly Setting[]): Claim {
  const beats = (plain: string): number =>
    settings.filter(({ error }) => tableNets.some((net) => error(net) < error(plain))).length;
  const both = settings.filter(({ error }) =>
    tableNets.some((net) => error(net) < Math.min(error("naive"), error("seasonal naive"))),
  );
  return {
    by: "paper",
    statement: "These nets forecast: they err less than what needs no training.",
    verdict: both.length > settings.length / 2 ? "holds" : "fails",
    reason: `The best of the eight is below both naive forecasts in ${both.length} of ${settings.length} settings: below the last value in ${beats("naive")}, the last season in ${beats("seasonal naive")}, the linear map in ${beats("linear map")}, recalled windows in ${beats("recall")}. The paper compares with none of these.`,
  };
}

function orderClaim(settings: readonly Setting[]): Claim {
  const better = settings.filter(({ error }) => error("dense, ordered") < error("dense"));
  return {
    by: "paper",
    statement: "The net needs nothing that tells it where in the window a value stands.",
    verdict: better.length > settings.length / 2 ? "fails" : "holds",
    reason: `Told so, and forecasting relative to the last value, the dense net errs less in ${better.length} of ${settings.length} settings.`,
  };
}

function linearClaim(settings: readonly Setting[]): Claim {
  const better = settings.filter(
    ({ error }) => error("linear map") < Math.max(error("naive"), error("seasonal naive")),
  );
  return {
    by: "here",
    statement: "A linear map in closed form errs less than the worse of the naive forecasts.",
    verdict: better.length >= 0.9 * settings.length ? "holds" : "fails",
    reason: `It does in ${better.length} of ${settings.length} settings.`,
  };
}

function settingsOf(groups: readonly ForecastGroup[]): Setting[] {
  const names = [...new Set(groups.map(({ data, horizon }) => `${data} ${horizon}`))];
  return names.map((name) => {
    const own = groups.filter(({ data, horizon }) => `${data} ${horizon}` === name);
    return {
      name,
      error: (model) => own.find((group) => group.model === model)?.mse ?? Number.POSITIVE_INFINITY,
    };
  });
}
