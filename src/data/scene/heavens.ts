import { integer, uniform } from "../../math/index.ts";
import { paintBirds } from "./aloft.ts";
import { hangBackdrop } from "./canvas.ts";
import { type CloudKind, paintClouds } from "./clouds.ts";
import { oneOf } from "./colour.ts";
import type { Season } from "./cover.ts";
import { paintSky } from "./sky.ts";
import type { Stage } from "./stage.ts";
import { paintWeather } from "./weather.ts";

/** Sky and the clouds that go with the hour, sometimes birds. */
export function paintHeavens(stage: Stage): void {
  const { random, mood } = stage;
  paintSky(stage);
  if (mood.name === "overcast" || mood.name === "storm") {
    paintClouds(stage, "ceiling", uniform(random, 0.6, 0.95));
  } else if (mood.name !== "aurora" && random.next() < (mood.night === 1 ? 0.35 : 0.8)) {
    const kind = oneOf<CloudKind>(random, ["ceiling", "streaks", "bands", "heaps", "heaps"]);
    paintClouds(stage, kind, uniform(random, 0.15, 0.62));
  }
  if (mood.night < 0.5 && random.next() < 0.12) paintBirds(stage, 3 + integer(random, 8));
  hangBackdrop(stage.canvas);
}

/** What the hour and the season let fall, in front of everything. */
export function paintSeasonWeather(stage: Stage, season: Season): void {
  const { random, mood } = stage;
  const drawn = random.next();
  if (season === "winter" && drawn < 0.3) paintWeather(stage, "snow");
  else if (mood.name === "storm" && drawn < 0.6) paintWeather(stage, "rain");
  else if (mood.name === "mist" || (mood.name === "morning" && drawn < 0.35)) paintWeather(stage, "fog");
}
